// The PostgreSQL of a bench: that of DATABASE_URL (its schema worker_registration is dropped), or an embedded one in
// a temporary folder. The embedded one is as after a first start: sized for the machine, with fsync on.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../dist/platform/embedded-postgres/embedded-postgres.js';

export async function openPostgres() {
  if (process.env.DATABASE_URL !== undefined) {
    await withClient(process.env.DATABASE_URL, (client) =>
      client.query('DROP SCHEMA IF EXISTS worker_registration CASCADE'),
    );
    return { url: process.env.DATABASE_URL, close: async () => {} };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const close = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: postgres.url, close };
}

export async function withClient(url, work) {
  const client = new Client({ connectionString: url });
  // The query that fails reports the error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Requires that exactly the acknowledged items are stored. */
export async function requireExact(client, acknowledged) {
  const { rows } = await client.query(
    'SELECT coalesce(sum(heartbeat_count), 0)::float8 AS there FROM worker_registration.worker_state',
  );
  const [{ there }] = rows;
  if (there !== acknowledged) throw new Error(`${acknowledged} were acknowledged, but ${there} are stored`);
}

/** Measures rows per second of a statement over several connections. `next` returns its parameters. */
export async function statementRate(url, { sql, name, connections, seconds, next }) {
  const until = performance.now() + seconds * 1000;
  let rows = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      withClient(url, async (client) => {
        while (performance.now() < until) {
          const { values, count } = next(index);
          await client.query({ text: sql, values, ...(name && { name }) });
          rows += count;
        }
      }),
    ),
  );
  return (rows / (performance.now() - began)) * 1000;
}

const TICKS_A_SECOND = 100;
const statOf = async (pid) => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
};

/** Seconds of CPU that all processes of the server have used, on this machine; those that ended are part of their parent. */
export async function postgresCpu(client) {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const parent = (await statOf(rows[0].pid))[1];
  let ticks = 0;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await statOf(name);
    if (Number(name) === parent) ticks += stat[11] + stat[12] + stat[13] + stat[14];
    else if (stat[1] === parent) ticks += stat[11] + stat[12];
  }
  return ticks / TICKS_A_SECOND;
}
