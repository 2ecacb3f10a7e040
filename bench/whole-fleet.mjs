// Answers that hold the whole fleet: CPU of a worker in them, beside a plain service that selects all rows.
//
//   npm run build && node bench/whole-fleet.mjs [--before <path of dist/main.js of an earlier build>] [workers …]
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillFleet } from './support/fleet.mjs';
import { openPostgres, postgresCpu, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { cpuSeconds, startProgram, startService } from './support/service.mjs';
import { inTurn, medians } from './support/turns.mjs';

const PLAIN = join(import.meta.dirname, 'support/plain-select.mjs');
const SIZES = [10_000, 100_000];

/** Descriptions as real workers have them. */
const DESCRIBE = `UPDATE worker_registration.worker SET
  host_name = worker_id || '.prod.example.org',
  host_address = '10.' || (1 + hashtext(worker_id) & 63) || '.' || (hashtext(worker_id) >> 8 & 255) || '.' || (hashtext(worker_id) >> 16 & 255),
  port = 9100, version = '2.1.' || (hashtext(worker_id) & 7), tags = ARRAY['production', 'team=search', 'rack-' || (hashtext(worker_id) & 63)],
  capabilities = '{"java": "17", "gpu": false}'
  WHERE port IS NULL`;

/** Reads an answer without keeping it. */
async function consume(url, headers) {
  const response = await fetch(url, { headers });
  if (response.status !== 200 && response.status !== 304) throw new Error(`${url}: ${response.status}`);
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += chunk.length;
  return { bytes, etag: response.headers.get('etag'), status: response.status };
}

const discovery = async ({ api }) => (await consume(`${api}/discovery/prometheus`)).bytes;

async function unchanged({ api }) {
  const url = `${api}/discovery/prometheus`;
  const { etag } = await consume(url, { 'if-none-match': unchanged.etag });
  const { status, bytes } = await consume(url, { 'if-none-match': etag });
  if (status !== 304) throw new Error(`Sent again: ${status}`);
  unchanged.etag = etag;
  return bytes;
}

const list = (query) =>
  async function pages({ api }) {
    let bytes = 0;
    for (let cursor = ''; cursor !== undefined; ) {
      const response = await fetch(`${api}?limit=1000${query}${cursor && `&cursor=${cursor}`}`);
      const text = await response.text();
      if (response.status !== 200) throw new Error(text);
      bytes += text.length;
      cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1];
    }
    return bytes;
  };

const ANSWERS = {
  'discovery for Prometheus': { read: discovery, atMost: 10 },
  'list, 1,000 a page': { read: list('') },
  'list, fields=workerId,status': { read: list('&fields=workerId,status'), atMost: 10, isNew: true },
  'discovery, unchanged (304)': { read: unchanged, isNew: true },
};
const SELECTED = { read: async ({ url }) => (await consume(`${url}/workers`)).bytes };

/** Microseconds of CPU a worker, of the service and of PostgreSQL, and MB. */
async function measured({ read }, program, client, workers, times) {
  const before = [await cpuSeconds(program.pid), await postgresCpu(client)];
  const began = performance.now();
  let bytes = 0;
  for (let time = 0; time < times; time += 1) bytes += await read(program);
  const ms = (performance.now() - began) / times;
  const after = [await cpuSeconds(program.pid), await postgresCpu(client)];
  const [node, postgres] = after.map((end, index) => ((end - before[index]) / times / workers) * 1e6);
  return { node, postgres, cpu: node + postgres, ms, mb: bytes / times / 1e6 };
}

const parts = ({ node, postgres, ms, mb }) =>
  `service ${node.toFixed(1)}, PostgreSQL ${postgres.toFixed(1)} µs; ${ms.toFixed(0)} ms, ${mb.toFixed(1)} MB`;

export async function* wholeFleet({ sizes = SIZES, rounds = 3, before } = {}) {
  const postgres = await openPostgres();
  const services = { ours: await startService(postgres.url) };
  if (before !== undefined) services.before = await startService(postgres.url, {}, before);
  const plain = await startProgram(PLAIN, { env: { DATABASE_URL: postgres.url } });
  try {
    yield* await withClient(postgres.url, async (client) => {
      const rows = [];
      let there = 0;
      for (const workers of sizes) {
        await fillFleet(client, workers, 10, there + 1);
        await client.query(DESCRIBE);
        await client.query('VACUUM ANALYZE worker_registration.worker');
        there = workers;
        const times = Math.max(1, Math.round(30_000 / workers));
        for (const [name, { read, atMost, isNew }] of Object.entries(ANSWERS)) {
          const contestants = [
            [{ read }, services.ours],
            ...(before === undefined || isNew ? [] : [[{ read }, services.before]]),
            [SELECTED, plain],
          ];
          const runs = await inTurn(
            contestants.map(
              ([answer, program]) =>
                () =>
                  measured(answer, program, client, workers, times),
            ),
            rounds,
          );
          const all = runs.map(medians);
          const [ours, theirs] = [all[0], all.at(-1)];
          const earlier = all.length > 2 ? `; before: ${all[1].cpu.toFixed(1)} µs, ${parts(all[1])}` : '';
          rows.push(
            row({
              bench: `${name}, ${workers} workers: CPU of a worker`,
              figure: ours.cpu,
              unit: 'µs',
              against: 'Fastify + pg, SELECT of all rows',
              reference: theirs.cpu,
              note: parts(ours) + earlier,
            }),
            ...(atMost === undefined
              ? []
              : [row({ bench: `${name}, ${workers} workers`, figure: ours.cpu, unit: 'µs', atMost })]),
          );
        }
      }
      return rows;
    });
  } finally {
    await plain.stop();
    for (const each of Object.values(services)) await each.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const given = process.argv.slice(2);
  const at = given.indexOf('--before');
  const before = at < 0 ? undefined : given.splice(at, 2)[1];
  const sizes = given.map(Number);
  await runAlone('whole-fleet', wholeFleet({ before, ...(sizes.length > 0 && { sizes }) }));
}
