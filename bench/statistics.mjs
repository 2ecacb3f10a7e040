// /health/system for 50 callers of two instances over a large fleet: the total cost of counting for all of them.
//
//   npm run build && node bench/statistics.mjs [workers]        default: 1,000,000
import { pathToFileURL } from 'node:url';
import { SHARED_TIMES } from '../dist/statistics/store/statistics.store.js';
import { fillFleet } from './support/fleet.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

const CALLERS = 50;
const PAUSE_MS = 1000;

/** Calls once a second until it is aborted. @returns the number of responses */
async function caller(url, signal) {
  let answers = 0;
  while (!signal.aborted) {
    const { status } = await fetch(`${url}/health/system`);
    if (status !== 200) throw new Error(`Answered ${status}`);
    answers += 1;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
  }
  return answers;
}

/**
 * Waits for `wanted` counts of the fleet, each with its start and its duration in seconds: each is shared through one
 * row. SQL cannot report the CPU time of backends; the duration of the counts stands for it.
 */
async function countsOf(client, wanted) {
  const counts = new Map();
  while (counts.size < wanted) {
    const { rows } = await client.query(
      // They are valid for a multiple of their duration, and at least a second: in a small fleet it is less than
      // this.
      `SELECT extract(epoch FROM taken_at)::float8 AS began,
         extract(epoch FROM valid_until - taken_at)::float8 / $1::integer AS seconds
       FROM worker_registration.statistics WHERE value IS NOT NULL`,
      [SHARED_TIMES + 1],
    );
    for (const count of rows) counts.set(count.began, count);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return [...counts.values()].sort((a, b) => a.began - b.began);
}

const secondsOf = (counts) => counts.reduce((sum, { seconds }) => sum + seconds, 0);

/** Over whole periods, from the start of a count to that of the last, and over the worst half minute. */
function sharesOf(counts) {
  const period = counts.at(-1).began - counts[0].began;
  const halfMinutes = counts.map(({ began }) =>
    secondsOf(counts.filter((each) => each.began >= began && each.began < began + 30)),
  );
  return { share: secondsOf(counts.slice(0, -1)) / period, most: Math.max(...halfMinutes) / 30 };
}

export async function* statistics({ workers = 1_000_000, periods = 4 } = {}) {
  const postgres = await openPostgres();
  const services = [await startService(postgres.url), await startService(postgres.url)];
  try {
    yield* await withClient(postgres.url, async (client) => {
      await fillFleet(client, workers);
      // Ignores counts from while the fleet was created.
      await client.query(`UPDATE worker_registration.statistics SET value = NULL, valid_until = '-infinity'`);
      const ended = new AbortController();
      const began = performance.now();
      const calls = Array.from({ length: CALLERS }, (_, index) =>
        caller(services[index % 2].url, ended.signal),
      );
      const counts = await countsOf(client, periods + 1);
      ended.abort();
      const all = (await Promise.all(calls)).reduce((sum, each) => sum + each, 0);
      const elapsed = (performance.now() - began) / 1000;
      const { share, most } = sharesOf(counts);
      const pass = median(counts.map(({ seconds }) => seconds)) * 1000;
      return [
        row({
          bench: `/health/system, ${workers} workers, ${CALLERS} callers, 2 instances`,
          figure: share * 100,
          unit: '% of a core',
          atMost: 5,
          note:
            `${all} answers in ${elapsed.toFixed(0)} s from passes of ${pass.toFixed(0)} ms, over ${periods} whole periods; ` +
            `${(most * 100).toFixed(1)} % in the worst half minute`,
        }),
      ];
    });
  } finally {
    for (const each of services) await each.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('statistics', statistics({ workers: Number(process.argv[2] ?? 1_000_000) }));
}
