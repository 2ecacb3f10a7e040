// Sweeps over a large fleet, beside a serial scan of the same table in the same run.
//
//   npm run build && node --expose-gc bench/sweep.mjs [workers]        default: 1,000,000
//
// Uses the PostgreSQL of DATABASE_URL (its schema worker_registration is dropped), or an embedded one in a temporary folder.
import { pathToFileURL } from 'node:url';
import { loadSettings } from '../dist/platform/config/load-settings.js';
import { createApplication } from '../dist/server/application.js';
import { createLogger } from '../dist/server/logger.js';
import { Database } from '../dist/platform/database/database.js';
import { Sweep } from '../dist/health/sweep.js';
import { fillFleet } from './support/fleet.mjs';
import { PREFIX, registered } from './support/heartbeats.mjs';
import { pacedLoad } from './support/paced-load.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { keep, median, printRows, row, say } from './support/report.mjs';
import { startService } from './support/service.mjs';

/** Heartbeats beside the sweep that fails the whole fleet: so many workers, so many a second, for so long. */
const BEATING = 1000;
const BEATS_A_SECOND = 1000;
const BEAT_SECONDS = 20;

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

/** The service in this process, which sweeps when it is told to. */
async function startSweeper(url, guardEnabled) {
  const settings = loadSettings({
    overrides: {
      'database.url': url,
      'log.level': 'silent',
      'jobscheduler.worker.heartbeat-timeout-minutes': 600,
      'jobscheduler.worker.health-check-interval-ms': 2_000_000_000,
      'jobscheduler.worker.cleanup-interval-ms': 2_000_000_000,
      'jobscheduler.worker.reconnect-enabled': false,
      'jobscheduler.worker.guard-enabled': guardEnabled,
    },
  });
  const app = await createApplication(settings, createLogger('silent'));
  await app.init();
  const sweep = app.get(Sweep, { strict: false });
  const database = app.get(Database, { strict: false });
  /** One sweep, and how many rows it wrote. */
  const once = async () => {
    const [{ round }] = await database.query(
      `INSERT INTO worker_registration.duty (name, round, claimed_at, claimed_by) VALUES ('sweep', 1, now(), 0)
       ON CONFLICT (name) DO UPDATE SET round = duty.round + 1 RETURNING round`,
    );
    await database.query(
      `INSERT INTO worker_registration.sweep (round, instance, cause)
       SELECT $1, max(number), 'schedule' FROM worker_registration.instance`,
      [round],
    );
    const before = await written(database);
    const { ms, peakMib } = await measured(() => sweep.count(Number(round)));
    return { ms, peakMib, rows: (await written(database)) - before };
  };
  return { once, database, close: () => app.close() };
}

async function written(database) {
  await database.query('SELECT pg_stat_force_next_flush()');
  const [{ n }] = await database.query(
    `SELECT n_tup_upd::integer AS n FROM pg_stat_user_tables WHERE relname = 'worker_state'`,
  );
  return n;
}

/** One in so many falls silent, spread over the table. */
async function silence(database, oneIn) {
  for (let part = 0; part < 16; part += 1)
    await database.query(
      `UPDATE worker_registration.worker_state SET lease_renewed_at = now() - interval '11 hours'
       WHERE ('x' || left(id::text, 1))::bit(4)::integer = $1
         AND ('x' || left(md5(id::text), 7))::bit(28)::integer % $2::integer = 0`,
      [part, oneIn],
    );
  await database.query('VACUUM ANALYZE worker_registration.worker_state');
}

async function scanMs(database) {
  const runs = [];
  for (let run = 0; run < 5; run += 1)
    runs.push(
      await measured(() =>
        database.transaction(async (tx) => {
          await tx.query('SET LOCAL max_parallel_workers_per_gather = 0');
          // The limit is a bound parameter, as in the sweep.
          return tx.query(
            `SELECT count(*) FROM worker_registration.worker_state WHERE lease_renewed_at < now() - make_interval(secs => $1)`,
            [36_000],
          );
        }),
      ),
    );
  return median(runs.map(({ ms }) => ms));
}

/** One sweep after the other, each as a row. */
async function few(sweeper, workers) {
  const scan = await scanMs(sweeper.database);
  const rows = [];
  const sweep = async (label, atMost) => {
    const { ms, peakMib, rows: changed } = await sweeper.once();
    const note = `${changed} rows written, +${peakMib.toFixed(0)} MiB at the most`;
    const figures = { figure: ms, unit: 'ms', against: 'a serial warm scan', reference: scan };
    rows.push(row({ bench: `sweep, ${workers} workers, ${label}`, ...figures, atMost, note }));
  };
  await sweeper.once();
  await sweep('nobody silent', 2.5);
  await silence(sweeper.database, 100);
  await sweep('1 % fall silent', 2.5);
  await sweep('their illness lasts', 2.5);
  await sweep('they become FAILED', 2.5);
  await sweep('they stay FAILED', 2.5);
  return rows;
}

/** The whole fleet silent, but for those who go on beating beside the sweep. */
async function all(url, workers, guardEnabled) {
  const service = await startService(url);
  const sweeper = await startSweeper(url, guardEnabled);
  try {
    const tokens = await registered(service.api, BEATING);
    await silence(sweeper.database, 1);
    const requests = tokens.map((token, index) => ({
      path: `${PREFIX}/worker-${index + 1}/heartbeat`,
      token,
      body: '{}',
    }));
    const beat = (seconds) => pacedLoad({ url: service.url, rate: BEATS_A_SECOND, seconds, requests });
    await beat(2);
    // With the guard on a sweep changes nobody, so that it can be counted alone first; without it there is only one.
    const alone = guardEnabled ? (await sweeper.once()).rows : undefined;
    const load = beat(BEAT_SECONDS);
    const { ms } = await sweeper.once();
    const { p99Ms, maxMs } = await load;
    const bench = `sweep, ${workers} workers, all silent, guard ${guardEnabled ? 'on' : 'off'}`;
    const note = `heartbeats beside it: p99 ${p99Ms.toFixed(0)} ms, longest ${maxMs.toFixed(0)} ms`;
    const time = { bench: `${bench}: time`, figure: ms / 1000, unit: 's', note };
    if (guardEnabled)
      return [row(time), row({ bench: `${bench}: rows written`, figure: alone, unit: 'rows', atMost: 0 })];
    return [
      row({ ...time, atMost: 30 }),
      row({ bench: `${bench}: heartbeats' p99`, figure: p99Ms, unit: 'ms', atMost: 100 }),
    ];
  } finally {
    await sweeper.close();
    await service.stop();
  }
}

export async function sweeps({ workers = 1_000_000 } = {}) {
  const postgres = await openPostgres();
  try {
    const first = await startSweeper(postgres.url, true);
    await withClient(postgres.url, (client) => fillFleet(client, workers));
    const rows = await few(first, workers);
    await withClient(postgres.url, (client) =>
      client.query(
        `UPDATE worker_registration.worker_state SET lease_renewed_at = now(), last_heartbeat = now()`,
      ),
    );
    // Whoever is back is well again.
    await first.once();
    await first.once();
    await first.close();
    rows.push(...(await all(postgres.url, workers, true)));
    rows.push(...(await all(postgres.url, workers, false)));
    return rows;
  } finally {
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = await sweeps({ workers: Number(process.argv[2] ?? 1_000_000) });
  say();
  printRows(rows);
  await keep('sweep', rows);
}
