// A heartbeat column: 64 clients, each with a connection of its own and one prepared statement under way.
import { Client } from 'pg';
import { percentiles } from '../support/paced-load.mjs';
import { BEAT, CONNECTIONS, described, WORKERS } from './load.mjs';

const CREATE = `CREATE TABLE column_worker (
  worker_id text PRIMARY KEY, last_heartbeat timestamptz NOT NULL DEFAULT now(), status text, jobs integer, cpu real,
  memory real, description jsonb) WITH (fillfactor = 50)`;
const UPDATE = `UPDATE column_worker SET last_heartbeat = now(), status = $2, jobs = $3, cpu = $4, memory = $5
  WHERE worker_id = $1`;
const INSERT = `INSERT INTO column_worker (worker_id, description) VALUES ($1, $2)
  ON CONFLICT (worker_id) DO UPDATE SET last_heartbeat = now(), description = excluded.description`;

export async function columnLoad(url, admin) {
  await admin.query(CREATE);
  await admin.query(
    `INSERT INTO column_worker (worker_id) SELECT 'worker-' || n FROM generate_series(1, $1::integer) AS n`,
    [WORKERS],
  );
  const clients = Array.from({ length: CONNECTIONS }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  let n = 0;
  const run = async (seconds, statement) => {
    const took = [];
    const began = performance.now();
    const until = began + seconds * 1000;
    const write = async (client) => {
      while (performance.now() < until) {
        const sent = performance.now();
        await client.query(statement());
        took.push(performance.now() - sent);
      }
    };
    await Promise.all(clients.map(write));
    const rate = (took.length / (performance.now() - began)) * 1000;
    return { requests: took.length, rate, ...percentiles(took) };
  };
  const { status, currentJobCount, cpuUsage, memoryUsage } = BEAT;
  return {
    heartbeats: (seconds) =>
      run(seconds, () => ({
        name: 'update',
        text: UPDATE,
        values: [`worker-${(n++ % WORKERS) + 1}`, status, currentJobCount, cpuUsage, memoryUsage],
      })),
    registrations: (seconds, prefix) =>
      run(seconds, () => ({
        name: 'insert',
        text: INSERT,
        values: [`${prefix}-${n}`, described(`${prefix}-${n}`, n++)],
      })),
    stop: async () => {
      await Promise.all(clients.map((client) => client.end()));
      await admin.query('DROP TABLE column_worker');
    },
  };
}
