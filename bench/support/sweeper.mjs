// The service in this process, which sweeps on request, and the references of its sweeps.
import { createApplication } from '../../dist/server/application.js';
import { createLogger } from '../../dist/server/logger.js';
import { Sweep } from '../../dist/health/sweep.js';
import { WarningWatch } from '../../dist/foresight/warnings/warning-watch.js';
import { Database } from '../../dist/platform/database/database.js';
import { loadSettings } from '../../dist/platform/config/load-settings.js';
import { inlineStatement } from '../../dist/platform/database/statement.js';
import { median } from './report.mjs';

/** A statement of a bench. */
export const adHoc = (text) => inlineStatement(text, text);

/** The duration of a run, and how much its peak memory exceeded the memory before it. */
async function measured(work) {
  global.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  clearInterval(sampler);
  return { ms, peakMib: (peak - before) / 1024 / 1024 };
}

export async function startSweeper(url, guardEnabled) {
  const settings = loadSettings({
    overrides: {
      'database.url': url,
      'log.level': 'silent',
      'jobscheduler.worker.heartbeat-timeout-minutes': 600,
      'jobscheduler.worker.health-check-interval-ms': 2_000_000_000,
      'jobscheduler.worker.cleanup-interval-ms': 2_000_000_000,
      'jobscheduler.worker.reconnect-enabled': false,
      'jobscheduler.worker.guard-enabled': guardEnabled,
      'warnings.enabled': false,
    },
  });
  const app = await createApplication(settings, createLogger('silent'));
  await app.init();
  const sweep = app.get(Sweep, { strict: false });
  const database = app.get(Database, { strict: false });
  /** Runs one sweep. Returns the number of rows that it wrote, without those of concurrent heartbeats. */
  const once = async () => {
    const [{ round }] = await database.query(
      adHoc(`INSERT INTO worker_registration.duty (name, round, claimed_at, claimed_by) VALUES ('sweep', 1, now(), 0)
       ON CONFLICT (name) DO UPDATE SET round = duty.round + 1 RETURNING round`),
    );
    await database.query(
      adHoc(`INSERT INTO worker_registration.sweep (round, instance, cause)
       SELECT $1, max(number), 'schedule' FROM worker_registration.instance`),
      [round],
    );
    const [before] = await database.query(
      adHoc('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next, now()::text AS at'),
    );
    const { ms, peakMib } = await measured(() => sweep.countFailures(Number(round)));
    return { ms, peakMib, rows: await writtenSince(database, before) };
  };
  /** Records the warnings of a minute. */
  const watch = () => measured(() => app.get(WarningWatch, { strict: false }).recordWarnings());
  return { once, watch, database, close: () => app.close() };
}

/**
 * Counts rows by the transactions that wrote them, as PostgreSQL's counters are late; without workers that send
 * heartbeats every second.
 */
async function writtenSince(database, { next, at }) {
  const [{ n }] = await database.query(
    adHoc(`SELECT count(*)::integer AS n FROM worker_registration.worker_state
     WHERE xmin::text::bigint >= $1::bigint % 4294967296 AND last_heartbeat < $2::timestamptz - interval '2 seconds'`),
    [next, at],
  );
  return n;
}

/** Measures one serial, warm scan of the hot table. */
export async function scanMs(database) {
  const runs = [];
  for (let run = 0; run < 5; run += 1)
    runs.push(
      await measured(() =>
        database.transaction(async (tx) => {
          await tx.query(adHoc('SET LOCAL max_parallel_workers_per_gather = 0'));
          // The limit is a bound parameter, as in the sweep.
          return tx.query(
            adHoc(
              `SELECT count(*) FROM worker_registration.worker_state WHERE lease_renewed_at < now() - make_interval(secs => $1)`,
            ),
            [36_000],
          );
        }),
      ),
    );
  return median(runs.map(({ ms }) => ms));
}
