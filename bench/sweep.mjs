// Sweeps over a large fleet, beside a serial scan of the same table in the same run.
//
//   npm run build && node --expose-gc bench/sweep.mjs [workers]        default: 1,000,000
//
// Uses the PostgreSQL of DATABASE_URL (its schema worker_registration is dropped), or an embedded one in a temporary
// folder.
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { fillFleet } from './support/fleet.mjs';
import { registered, requestsOf } from './support/heartbeats.mjs';
import { startPaced } from './support/paced-load.mjs';
import { openPostgres, requireExact, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';
import { heartbeatsIn, requireFailed, silence } from './support/silence.mjs';
import { scanMs, startSweeper } from './support/sweeper.mjs';

/** Heartbeats beside the sweep of a silent fleet: number of workers, and of heartbeats per second. */
const BEATING = 1000;
const BEATS_A_SECOND = 1000;
/** They run from before a sweep to after it, but no longer than this. */
const MOST_SECONDS = 300;
const SETTLED_MS = 4000;

/** Consecutive sweeps, each as a row. */
async function* few(url, sweeper, workers) {
  const scan = await scanMs(sweeper.database);
  const sweep = async (label, atMost) => {
    const { ms, peakMib, rows: changed } = await sweeper.once();
    const note = `${changed} rows written, +${peakMib.toFixed(0)} MiB`;
    const figures = { figure: ms, unit: 'ms', against: 'a serial warm scan', reference: scan };
    return row({ bench: `sweep, ${workers} workers, ${label}`, ...figures, atMost, note });
  };
  await sweeper.once();
  yield await sweep('none silent', 2.5);
  await silence(url, 100);
  yield await sweep('1 % fall silent', 2.5);
  yield await sweep('they stay unhealthy', 2.5);
  yield await sweep('they become FAILED', 2.5);
  yield await sweep('they stay FAILED', 2.5);
}

/** The whole fleet is silent, except for workers that send heartbeats beside the sweep. */
async function* all(url, workers, guardEnabled, isNew = false) {
  const service = await startService(url);
  const sweeper = await startSweeper(url, guardEnabled);
  try {
    const tokens = await registered(service.api, BEATING);
    if (isNew) await withClient(url, (client) => fillFleet(client, workers, 10, BEATING + 1));
    await silence(url, 1);
    const requests = requestsOf(tokens, '{}');
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
      // A sweep that fails must not leave a load behind that runs for minutes.
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
        note: `${rows} rows written, without those of concurrent heartbeats`,
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
      // The first sweep reports them silent; the second one shows the cost of a round of a held fleet.
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
      await requireFailed(url, workers - BEATING);
    }
    await withClient(url, (client) => requireExact(client, acknowledged));
  } finally {
    await sweeper.close();
    await service.stop();
  }
}

/** Few workers are silent, in a new fleet. */
async function* fewOf(url, workers) {
  const sweeper = await startSweeper(url, true);
  try {
    await withClient(url, (client) => fillFleet(client, workers));
    yield* few(url, sweeper, workers);
  } finally {
    await sweeper.close();
  }
}

/** A whole fleet falls silent, and no guard holds it. */
export async function* silentFleet({ workers = 1_000_000 } = {}) {
  const postgres = await openPostgres();
  try {
    yield* all(postgres.url, workers, false, true);
  } finally {
    await postgres.close();
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
