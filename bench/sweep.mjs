// One sweep over a large fleet, beside a serial scan of the same table in the same run.
//
//   npm run build && node bench/sweep.mjs [workers]        default: 1,000,000
//
// Uses the PostgreSQL of DATABASE_URL (its schema worker_registration is dropped), or an embedded one in a temporary folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../dist/platform/embedded-postgres/embedded-postgres.js';
import { loadSettings } from '../dist/platform/config/load-settings.js';
import { createApplication } from '../dist/server/application.js';
import { createLogger } from '../dist/server/logger.js';
import { Database } from '../dist/platform/database/database.js';
import { Sweep } from '../dist/health/sweep.js';

const size = Number(process.argv[2] ?? 1_000_000);
const say = (line) => process.stdout.write(`${line}\n`);

const FILL = `
  WITH described AS (
    INSERT INTO worker_registration.worker (
      id, worker_id, revision, name, max_concurrent_jobs, capabilities, tags, priority_threshold, worker_load_factor, zone,
      terms, search_text
    )
    SELECT gen_random_uuid(), 'worker-' || n, 1, 'Worker', 10, '{}', '{}', 0, 1, 'zone-' || n % 20, '{}', 'worker-' || n
    FROM generate_series($1::integer, $2::integer) AS n
    RETURNING id, zone
  )
  INSERT INTO worker_registration.worker_state (
    id, revision, registered_at, last_registered_at, last_heartbeat, lease_renewed_at, presence, presence_since,
    last_outcome, max_concurrent_jobs, usable_slots, available_capacity, boot_id, zone, taken_by
  )
  SELECT id, 1, now(), now(), now(), now(), 'PRESENT', now(), 'created', 10, 10, 10, 'boot', zone,
    (SELECT max(number) FROM worker_registration.instance)
  FROM described`;

async function open() {
  if (process.env.DATABASE_URL !== undefined) return { url: process.env.DATABASE_URL, close: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const close = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: postgres.url, close };
}

/** The times of a run, and the most memory that the process had in it beyond what it had before. */
async function measured(work) {
  global.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  clearInterval(sampler);
  return { ms, peakMib: (peak - before) / 1024 / 1024, result };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const postgres = await open();
const settings = loadSettings({
  overrides: {
    'database.url': postgres.url,
    'log.level': 'silent',
    'jobscheduler.worker.heartbeat-timeout-minutes': 600,
    'jobscheduler.worker.health-check-interval-ms': 2_000_000_000,
    'jobscheduler.worker.cleanup-interval-ms': 2_000_000_000,
    'jobscheduler.worker.reconnect-enabled': false,
  },
});
const app = await createApplication(settings, createLogger('silent'));
await app.init();
const database = app.get(Database, { strict: false });
const sweep = app.get(Sweep, { strict: false });
const written = async () => {
  await database.query('SELECT pg_stat_force_next_flush()');
  const [row] = await database.query(
    `SELECT n_tup_upd::integer AS written FROM pg_stat_user_tables WHERE relname = 'worker_state'`,
  );
  return row.written;
};

say(`${size} workers in 20 zones …`);
for (let from = 1; from <= size; from += 20_000)
  await database.query(FILL, [from, Math.min(size, from + 19_999)]);
await database.query('VACUUM ANALYZE worker_registration.worker_state');

let round = 0;
const scan = () =>
  database.transaction(async (tx) => {
    await tx.query('SET LOCAL max_parallel_workers_per_gather = 0');
    return tx.query('SELECT count(*) FROM worker_registration.worker_state WHERE heartbeat_count >= 0');
  });
const begin = async () => {
  round += 1;
  await database.query(
    `INSERT INTO worker_registration.duty (name, round, claimed_at, claimed_by) VALUES ('sweep', $1, now(), 0)
     ON CONFLICT (name) DO UPDATE SET round = excluded.round`,
    [round],
  );
  await database.query(
    `INSERT INTO worker_registration.sweep (round, instance, cause)
     SELECT $1, max(number), 'schedule' FROM worker_registration.instance`,
    [round],
  );
};

const scans = [];
for (let run = 0; run < 5; run += 1) scans.push((await measured(scan)).ms);
const scanMs = median(scans);
say(`serial scan, warm: ${scanMs.toFixed(0)} ms (median of 5)`);

async function sweepOnce(label) {
  await begin();
  const before = await written();
  const { ms, peakMib, result } = await measured(() => sweep.count(round));
  const rows = (await written()) - before;
  say(
    `${label}: ${ms.toFixed(0)} ms = ${(ms / scanMs).toFixed(1)} scans, ${rows} rows written, ` +
      `+${peakMib.toFixed(0)} MiB at the most, ${JSON.stringify(result)}`,
  );
}

for (let run = 0; run < 3; run += 1) await sweepOnce('sweep, nobody silent');
// One in a hundred, spread over the table.
for (let part = 0; part < 16; part += 1) {
  await database.query(
    `UPDATE worker_registration.worker_state SET lease_renewed_at = now() - interval '11 hours'
     WHERE ('x' || left(id::text, 1))::bit(4)::integer = $1 AND ('x' || left(md5(id::text), 7))::bit(28)::integer % 100 = 0`,
    [part],
  );
}
await database.query('VACUUM ANALYZE worker_registration.worker_state');
const [silent] = await database.query(
  `SELECT count(*)::integer AS n FROM worker_registration.worker_state WHERE lease_renewed_at < now() - interval '10 hours'`,
);
say(`${silent.n} workers (${((silent.n / size) * 100).toFixed(2)} %) are silent`);
await sweepOnce('sweep, they become UNHEALTHY');
await sweepOnce('sweep, their illness lasts');
await sweepOnce('sweep, they FAIL');
await sweepOnce('sweep, they stay FAILED');

await app.close();
await postgres.close();
