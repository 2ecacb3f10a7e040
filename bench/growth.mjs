// What a heartbeat costs as the fleet grows, and what stays flat: memory of the service, size of the hot table.
//
//   npm run build && node bench/growth.mjs [--full]        --full: up to 1,000,000 workers, ten minutes
import { pathToFileURL } from 'node:url';
import { fillFleet } from './support/fleet.mjs';
import { countedLoad, PREFIX } from './support/heartbeats.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { keep, printRows, row, say } from './support/report.mjs';
import { memoryMib, startService } from './support/service.mjs';

const BATCH = 1000;
const SNAPSHOT_MS = 20_000;

/** Batches that name every worker of the fleet, or so many of them as the generator can hold. */
function batchesOf(workers) {
  const parts = Math.max(1, Math.min(workers / BATCH, 200));
  return Array.from({ length: parts }, (_, part) => ({
    path: `${PREFIX}/heartbeat/batch`,
    body: JSON.stringify(
      Array.from({ length: BATCH }, (_, index) => ({
        workerId: `worker-${((index * parts + part) % workers) + 1}`,
        currentJobCount: index % 5,
        cpuUsage: 45.5,
      })),
    ),
  }));
}

const hotTable = async (client) => {
  await client.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await client.query(
    `SELECT n_tup_upd::float8 AS updates, n_tup_hot_upd::float8 AS hot, pg_relation_size(relid)::float8 AS bytes
     FROM pg_stat_user_tables WHERE relname = 'worker_state'`,
  );
  return rows[0];
};

/** A transaction of somebody else, which keeps every old version of a row alive as long as it lasts. */
const foreignSnapshot = (url) =>
  withClient(url, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query('SELECT count(*) FROM worker_registration.duty');
    await new Promise((resolve) => setTimeout(resolve, SNAPSHOT_MS));
    await client.query('COMMIT');
  });

export async function growth({ sizes = [1000, 10_000, 100_000], seconds = 10 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  try {
    return await withClient(postgres.url, async (client) => {
      const [rates, memory] = [[], []];
      let [filled, snapshot, hot] = [0, Promise.resolve(), { updates: 0, hot: 0, bytes: 0 }];
      const load = (size) =>
        countedLoad(service.url, { connections: 4, seconds, requests: batchesOf(size), slow: true });
      for (const size of sizes) {
        await fillFleet(client, size, 10, filled + 1);
        filled = size;
        await load(size);
        await client.query('CHECKPOINT');
        rates.push((await load(size)).rate * BATCH);
        memory.push(await memoryMib(service.pid));
      }
      const last = sizes.at(-1);
      const before = await hotTable(client);
      const { lsn: walBefore } = (await client.query('SELECT pg_current_wal_lsn() AS lsn')).rows[0];
      snapshot = foreignSnapshot(postgres.url);
      await load(last);
      await client.query('CHECKPOINT');
      await snapshot;
      const swollen = await hotTable(client);
      await client.query('VACUUM worker_registration.worker_state');
      await load(last);
      hot = await hotTable(client);
      const wal = Number(
        (await client.query('SELECT pg_current_wal_lsn() - $1::pg_lsn AS bytes', [walBefore])).rows[0].bytes,
      );
      const share = ((hot.hot - before.hot) / (hot.updates - before.updates)) * 100;
      const steps = sizes.map((size, index) => `${size}: ${Math.round(rates[index])}/s`).join(', ');
      return [
        row({
          bench: `cost of a heartbeat, ${sizes[0]} → ${last} workers`,
          figure: Math.max(...rates) / Math.min(...rates),
          unit: '× between the best and the worst',
          atMost: 1.5,
          note: steps,
        }),
        row({
          bench: `memory of the service, ${sizes[0]} → ${last} workers`,
          figure: memory.at(-1),
          unit: 'MiB',
          against: `at ${sizes[1]} workers`,
          reference: memory[1],
          atMost: 1.15,
        }),
        row({
          bench: 'WAL of a heartbeat, with a checkpoint',
          figure: wal / (hot.updates - before.updates),
          unit: 'bytes',
        }),
        row({ bench: 'HOT share of updates', figure: share, unit: '%', atLeast: 95 }),
        row({
          bench: 'size of the hot table after a foreign snapshot of 20 s',
          figure: hot.bytes / 2 ** 20,
          unit: 'MiB',
          against: 'before it',
          reference: before.bytes / 2 ** 20,
          atMost: 2,
          note: `${(swollen.bytes / 2 ** 20).toFixed(0)} MiB while it lasted`,
        }),
      ];
    });
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const full = process.argv.includes('--full');
  const rows = await growth(full ? { sizes: [1000, 10_000, 100_000, 1_000_000], seconds: 60 } : {});
  say();
  printRows(rows);
  await keep('growth', rows);
}
