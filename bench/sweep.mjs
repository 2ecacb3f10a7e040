// Sweeps over a large fleet, beside a serial scan of the same table in the same run.
//
//   npm run build && node --expose-gc bench/sweep.mjs [workers]        default: 1,000,000
//
// Uses the PostgreSQL of DATABASE_URL (its schema worker_registration is dropped), or an embedded one in a temporary folder.
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { loadSettings } from '../dist/platform/config/load-settings.js';
import { createApplication } from '../dist/server/application.js';
import { createLogger } from '../dist/server/logger.js';
import { Database } from '../dist/platform/database/database.js';
import { Sweep } from '../dist/health/sweep.js';
import { fillFleet } from './support/fleet.mjs';
import { PREFIX, registered } from './support/heartbeats.mjs';
import { startPaced } from './support/paced-load.mjs';
import { openPostgres, requireExact, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

/** Heartbeats beside the sweep of a silent fleet: so many workers, so many a second. */
const BEATING = 1000;
const BEATS_A_SECOND = 1000;
/** They go on from before a sweep to after it, and no longer than this. */
const MOST_SECONDS = 300;
const SETTLED_MS = 4000;

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

/** One in so many falls silent, spread over the table. An instance that is there took their leases, or it would be to blame. */
const silence = (url, oneIn) =>
  withClient(url, async (client) => {
    for (let part = 0; part < 16; part += 1)
      await client.query(
        `UPDATE worker_registration.worker_state SET lease_renewed_at = now() - interval '11 hours',
           taken_by = (SELECT max(number) FROM worker_registration.instance)
         WHERE ('x' || left(id::text, 1))::bit(4)::integer = $1
           AND ('x' || left(md5(id::text), 7))::bit(28)::integer % $2::integer = 0`,
        [part, oneIn],
      );
    await client.query('VACUUM ANALYZE worker_registration.worker_state');
  });

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
async function* few(url, sweeper, workers) {
  const scan = await scanMs(sweeper.database);
  const sweep = async (label, atMost) => {
    const { ms, peakMib, rows: changed } = await sweeper.once();
    const note = `${changed} rows written, +${peakMib.toFixed(0)} MiB at the most`;
    const figures = { figure: ms, unit: 'ms', against: 'a serial warm scan', reference: scan };
    return row({ bench: `sweep, ${workers} workers, ${label}`, ...figures, atMost, note });
  };
  await sweeper.once();
  yield await sweep('nobody silent', 2.5);
  await silence(url, 100);
  yield await sweep('1 % fall silent', 2.5);
  yield await sweep('their illness lasts', 2.5);
  yield await sweep('they become FAILED', 2.5);
  yield await sweep('they stay FAILED', 2.5);
}

/** The whole fleet silent, but for those who go on beating beside the sweep. */
async function* all(url, workers, guardEnabled) {
  const service = await startService(url);
  const sweeper = await startSweeper(url, guardEnabled);
  try {
    const tokens = await registered(service.api, BEATING);
    await silence(url, 1);
    const requests = tokens.map((token, index) => ({
      path: `${PREFIX}/worker-${index + 1}/heartbeat`,
      token,
      body: '{}',
    }));
    const beats = (seconds) => startPaced({ url: service.url, rate: BEATS_A_SECOND, seconds, requests });
    let acknowledged = await heartbeatsIn(url);
    acknowledged += (await beats(2).done).sent;
    const beside = async () => {
      const load = beats(MOST_SECONDS);
      const sweptBeside = async () => {
        await pause(SETTLED_MS);
        const from = Date.now();
        const swept = await sweeper.once();
        const to = Date.now();
        await pause(500);
        return { from, swept, to };
      };
      // A sweep that breaks leaves no load behind that goes on for minutes.
      const { from, swept, to } = await sweptBeside().finally(() => load.stop());
      const { sent, between } = await load.done;
      acknowledged += sent;
      return { ...swept, ...between(from, to) };
    };
    const rowsOf = (label, { ms, p99Ms, maxMs, rows }) => [
      row({
        bench: `sweep, ${workers} workers, all silent, ${label}: time`,
        figure: ms / 1000,
        unit: 's',
        atMost: 30,
        note: `${rows} rows written, those of heartbeats among them`,
      }),
      row({
        bench: `sweep, ${workers} workers, all silent, ${label}: heartbeats' p99`,
        figure: p99Ms,
        unit: 'ms',
        atMost: 100,
        note: `longest ${maxMs.toFixed(0)} ms`,
      }),
    ];
    if (guardEnabled) {
      // The first finds them silent and tells so; what a round of a held fleet costs is seen from the second on.
      yield* rowsOf('the guard engages', await beside());
      const { rows } = await sweeper.once();
      yield row({
        bench: `sweep, ${workers} workers, all silent, guard on: rows written`,
        figure: rows,
        unit: 'rows',
        atMost: 0,
      });
      yield* rowsOf('guard on', await beside());
    } else {
      yield* rowsOf('guard off, they become UNHEALTHY', await beside());
      await sweeper.once();
      yield* rowsOf('guard off, they become FAILED', await beside());
      await requireFailed(url, workers);
    }
    await withClient(url, (client) => requireExact(client, acknowledged));
  } finally {
    await sweeper.close();
    await service.stop();
  }
}

const heartbeatsIn = (url) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      'SELECT sum(heartbeat_count)::float8 AS n FROM worker_registration.worker_state',
    );
    return rows[0].n;
  });

/** All but those who beat have FAILED, each with an event. */
const requireFailed = (url, workers) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::integer FROM worker_registration.worker_state WHERE health = 'FAILED') AS failed,
         (SELECT count(DISTINCT id)::integer FROM worker_registration.journal WHERE type = 'failed') AS told`,
    );
    const [{ failed, told }] = rows;
    if (failed !== workers - BEATING || told < failed)
      throw new Error(`Counted wrongly: ${failed} of ${workers} have failed, and ${told} are told so`);
  });

/** Few are silent, and all are well again after it. */
async function* fewOf(url, workers) {
  const sweeper = await startSweeper(url, true);
  try {
    await withClient(url, (client) => fillFleet(client, workers));
    yield* few(url, sweeper, workers);
    await withClient(url, (client) =>
      client.query(
        `UPDATE worker_registration.worker_state SET lease_renewed_at = now(), last_heartbeat = now()`,
      ),
    );
    // Whoever is back is well again.
    await sweeper.once();
    await sweeper.once();
  } finally {
    await sweeper.close();
  }
}

export async function* sweeps({ workers = 1_000_000 } = {}) {
  const postgres = await openPostgres();
  try {
    yield* fewOf(postgres.url, workers);
    yield* all(postgres.url, workers, true);
    yield* all(postgres.url, workers, false);
  } finally {
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('sweep', sweeps({ workers: Number(process.argv[2] ?? 1_000_000) }));
}
