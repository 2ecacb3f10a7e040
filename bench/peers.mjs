// Single heartbeats and single registrations, beside other registries and plain services: 64 connections, 10,000 workers, in
// alternating rounds. A peer that cannot be had is left out with the reason.
//
//   npm run build && node bench/peers.mjs [peer …]
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { consul } from './peers/consul.mjs';
import { etcd } from './peers/etcd.mjs';
import { eureka } from './peers/eureka.mjs';
import { ours } from './peers/ours.mjs';
import { column, plainService, redisService } from './peers/plain.mjs';
import { watchMachine } from './support/noise.mjs';
import { openPostgres } from './support/postgres.mjs';
import { brokenRow, median, row, runAlone } from './support/report.mjs';

/** Each with what an acknowledged heartbeat survives. */
const PEERS = {
  plain: ['Fastify + pg, one prepared statement', plainService, 'durable'],
  column: ['a heartbeat column, 64 clients of PostgreSQL', column, 'durable'],
  etcd: ['etcd, JSON gateway', etcd, 'keepalives in memory, registrations durable'],
  redis: ['Fastify + Redis, fsync always', redisService('always'), 'durable'],
  'redis-everysec': ['Fastify + Redis, fsync each second', redisService('everysec'), 'a second may be lost'],
  eureka: ['Eureka', eureka, 'in memory'],
  consul: ['Consul, one agent', consul, 'heartbeats in a file without fsync, registrations durable'],
};

const KINDS = { heartbeats: 'single heartbeats', registrations: 'single registrations' };

/** One run: rate, latencies, CPU of each process in µs a request, and what else ran. */
async function measured(contestant, kind, seconds, prefix) {
  const read = async () => Promise.all(Object.values(contestant.processes).map((cpu) => cpu()));
  const beside = await watchMachine();
  const before = await read();
  const { requests, rate, p50Ms, p99Ms } = await contestant[kind](seconds, prefix);
  const after = await read();
  const others = await beside(contestant.pids);
  const cpu = Object.keys(contestant.processes).map((name, index) => [
    name,
    ((after[index] - before[index]) / requests) * 1e6,
  ]);
  return { rate, p50Ms, p99Ms, cpu: Object.fromEntries(cpu), others };
}

/** The half of the runs beside which least ran. */
function quietest(runs) {
  const quiet = [...runs]
    .sort((a, b) => a.others.cores - b.others.cores)
    .slice(0, Math.ceil(runs.length / 2));
  const of = (read) => median(quiet.map(read));
  const cpu = Object.keys(quiet[0].cpu).map((name) => [name, of((run) => run.cpu[name])]);
  return {
    rate: of(({ rate }) => rate),
    p99Ms: of(({ p99Ms }) => p99Ms),
    cpu: Object.fromEntries(cpu),
    cores: of(({ others }) => others.cores),
    programs: quiet[0].others.programs,
  };
}

function told({ cpu, p99Ms, cores, programs }) {
  const total = Object.values(cpu).reduce((sum, each) => sum + each, 0);
  const parts = Object.entries(cpu).map(([name, each]) => `${name} ${each.toFixed(0)}`);
  const beside = programs.length > 0 ? ` (${programs.join(', ')})` : '';
  return `${total.toFixed(0)} µs (${parts.join(', ')}), p99 ${p99Ms.toFixed(0)} ms, others ${cores.toFixed(1)} cores${beside}`;
}

/** The id of the parent of a process. */
async function parentOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

async function* beside(our, [name, open, durability], stage, { seconds, warmUp, rounds }) {
  let peer;
  try {
    peer = await open(stage);
  } catch (error) {
    yield { bench: `beside ${name}`, met: null, note: `left out: ${error.message}` };
    return;
  }
  try {
    for (const [kind, title] of Object.entries(KINDS)) {
      const runs = [[], []];
      // Round 0 is a warm-up.
      for (let round = 0; round <= rounds; round += 1)
        for (const [index, contestant] of [our, peer].entries()) {
          if (round === 0 && our.warm.has(kind) && contestant === our) continue;
          const prefix = `${name.replace(/[^a-z]/gi, '')}-${round}`;
          const run = await measured(contestant, kind, round === 0 ? warmUp : seconds, prefix);
          if (round > 0) runs[index].push(run);
          else our.warm.add(kind);
        }
      const [figure, reference] = runs.map(quietest);
      yield row({
        bench: title,
        figure: figure.rate,
        unit: '/s',
        against: name,
        reference: reference.rate,
        note: `ours ${told(figure)}; peer ${told(reference)}; ${durability}`,
      });
    }
  } catch (error) {
    yield brokenRow(`beside ${name}`, error);
  } finally {
    await peer.stop();
  }
}

export async function* peers({ seconds = 5, warmUp = 5, rounds = 4, wanted = Object.keys(PEERS) } = {}) {
  const postgres = await openPostgres();
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  let our;
  try {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    const stage = { postgres, client, postmaster: await parentOf(rows[0].pid) };
    our = { ...(await ours(stage)), warm: new Set() };
    for (const each of wanted) yield* beside(our, PEERS[each], stage, { seconds, warmUp, rounds });
  } finally {
    await our?.stop();
    await client.end();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wanted = process.argv.slice(2);
  await runAlone('peers', peers(wanted.length > 0 ? { wanted } : {}));
}
