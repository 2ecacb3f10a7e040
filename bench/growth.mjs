// The cost of a heartbeat as the fleet grows, and what stays constant: memory of the service, size of the hot table.
//
//   npm run build && node bench/growth.mjs [--full]        --full: up to 1,000,000 workers, ten minutes
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { fillFleet } from './support/fleet.mjs';
import { countedLoad, PREFIX, spreadOver } from './support/heartbeats.mjs';
import { openPostgres, requireExact, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { memoryMib, startService } from './support/service.mjs';

const BATCH = 1000;
const SNAPSHOT_MS = 20_000;

/** Batches to every worker of the fleet, or to as many as the generator can hold. */
const batchesOf = (workers) =>
  spreadOver(workers, BATCH).map((names) => ({
    path: `${PREFIX}/heartbeat/batch`,
    body: JSON.stringify(
      names.map((workerId, index) => ({ workerId, currentJobCount: index % 5, cpuUsage: 45.5 })),
    ),
  }));

const hotTable = async (client) => {
  await client.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await client.query(
    `SELECT n_tup_upd::float8 AS updates, n_tup_hot_upd::float8 AS hot, pg_relation_size(relid)::float8 AS bytes
     FROM pg_stat_user_tables WHERE relname = 'worker_state'`,
  );
  return rows[0];
};

/** A transaction of another client, which keeps every old version of a row alive while it lasts. */
const foreignSnapshot = (url) =>
  withClient(url, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query('SELECT count(*) FROM worker_registration.duty');
    await new Promise((resolve) => setTimeout(resolve, SNAPSHOT_MS));
    await client.query('COMMIT');
  });

const shareOfHot = (from, to) => ((to.hot - from.hot) / (to.updates - from.updates)) * 100;

export async function* growth({ sizes = [1000, 10_000, 100_000], seconds = 10 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const client = new Client({ connectionString: postgres.url });
  // The query that fails reports the error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const last = sizes.at(-1);
    let acknowledged = 0;
    const load = async (size) => {
      const orders = { connections: 4, seconds, requests: batchesOf(size), slow: true };
      const result = await countedLoad(service.url, orders);
      acknowledged += result.acknowledged * BATCH;
      return result.rate * BATCH;
    };
    const memoryDuring = async (work) => {
      const samples = [];
      const sample = async () => samples.push(await memoryMib(service.pid));
      const sampler = setInterval(() => void sample(), 200);
      try {
        rates.push(await work());
      } finally {
        clearInterval(sampler);
      }
      return median(samples);
    };
    const [rates, memory] = [[], []];
    let filled = 0;
    for (const size of sizes) {
      await fillFleet(client, size, 10, filled + 1);
      filled = size;
      await load(size);
      await client.query('CHECKPOINT');
      memory.push(await memoryDuring(() => load(size)));
    }
    const steps = (values) => sizes.map((size, index) => `${size}: ${Math.round(values[index])}`).join(', ');
    yield row({
      bench: `cost of a heartbeat, ${sizes[0]} → ${last} workers`,
      figure: Math.max(...rates) / Math.min(...rates),
      unit: '× between the best and the worst',
      atMost: 1.5,
      note: `per second with ${steps(rates)}`,
    });
    yield row({
      bench: `memory of the service, ${sizes[0]} → ${last} workers`,
      figure: memory.at(-1),
      unit: 'MiB',
      against: `at ${sizes[1]} workers`,
      reference: memory[1],
      atMost: 1.15,
      note: `MiB with ${steps(memory)}`,
    });
    yield* await disturbed(postgres, client, () => load(last));
    await requireExact(client, acknowledged);
  } finally {
    await client.end();
    await service.stop();
    await postgres.close();
  }
}

/** Opens a foreign snapshot under load: its effect on the hot table. */
async function disturbed(postgres, client, load) {
  const before = await hotTable(client);
  const { lsn: walBefore } = (await client.query('SELECT pg_current_wal_lsn() AS lsn')).rows[0];
  const snapshot = foreignSnapshot(postgres.url);
  snapshot.catch(() => undefined);
  await load();
  await client.query('CHECKPOINT');
  await snapshot;
  const swollen = await hotTable(client);
  await client.query('VACUUM worker_registration.worker_state');
  await load();
  const after = await hotTable(client);
  const wal = Number(
    (await client.query('SELECT pg_current_wal_lsn() - $1::pg_lsn AS bytes', [walBefore])).rows[0].bytes,
  );
  return [
    row({
      bench: 'WAL of a heartbeat, with a checkpoint',
      figure: wal / (after.updates - before.updates),
      unit: 'bytes',
    }),
    row({
      bench: 'HOT share of updates, around a foreign snapshot of 20 s',
      figure: shareOfHot(before, after),
      unit: '%',
      atLeast: 95,
      note: `${shareOfHot({ hot: 0, updates: 0 }, before).toFixed(1)} % before it, ${shareOfHot(swollen, after).toFixed(1)} % after it`,
    }),
    row({
      bench: 'size of the hot table after a foreign snapshot of 20 s',
      figure: after.bytes / 2 ** 20,
      unit: 'MiB',
      against: 'before it',
      reference: before.bytes / 2 ** 20,
      atMost: 2,
      note: `${(swollen.bytes / 2 ** 20).toFixed(0)} MiB during it`,
    }),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const full = process.argv.includes('--full');
  await runAlone('growth', growth(full ? { sizes: [1000, 10_000, 100_000, 1_000_000], seconds: 60 } : {}));
}
