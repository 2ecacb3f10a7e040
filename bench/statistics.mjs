// /health/system for 50 callers of two instances over a large fleet: what the counting costs all of them together.
//
//   npm run build && node bench/statistics.mjs [workers]        default: 1,000,000
import { pathToFileURL } from 'node:url';
import { fillFleet } from './support/fleet.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

const CALLERS = 50;
const PAUSE_MS = 1000;

/** Calls once a second until it is told to end. @returns how often it was answered */
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
 * How often the fleet was counted until the end: each count is shared through one row, with its time.
 * CPU of the backends cannot be had by SQL; how long the counts took stands for it.
 */
async function countsUntil(client, signal) {
  const times = new Set();
  while (!signal.aborted) {
    const { rows } = await client.query(
      `SELECT taken_at FROM worker_registration.statistics WHERE taken_at IS NOT NULL`,
    );
    for (const { taken_at } of rows) times.add(taken_at.getTime());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return times.size;
}

/** Of a call that has to count, as what the processes share has ended: how long that lasts, the row says. */
async function secondsOfACount(client, url) {
  const times = [];
  for (let run = 0; run < 3; run += 1) {
    await fetch(`${url}/health/system`);
    const { rows } = await client.query(
      `SELECT extract(epoch FROM max(valid_until) - clock_timestamp())::float8 AS left
       FROM worker_registration.statistics WHERE taken_at IS NOT NULL`,
    );
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, rows[0].left) * 1000 + 100));
    const asked = performance.now();
    await fetch(`${url}/health/system`);
    times.push((performance.now() - asked) / 1000);
  }
  return median(times);
}

export async function* statistics({ workers = 1_000_000, seconds = 30 } = {}) {
  const postgres = await openPostgres();
  const services = [await startService(postgres.url), await startService(postgres.url)];
  try {
    yield* await withClient(postgres.url, async (client) => {
      await fillFleet(client, workers);
      const passSeconds = await secondsOfACount(client, services[0].url);
      const began = performance.now();
      const end = AbortSignal.timeout(seconds * 1000);
      const counts = countsUntil(client, end);
      const answers = await Promise.all(
        Array.from({ length: CALLERS }, (_, index) => caller(services[index % 2].url, end)),
      );
      const elapsed = (performance.now() - began) / 1000;
      const counted = await counts;
      const all = answers.reduce((sum, each) => sum + each, 0);
      return [
        row({
          bench: `/health/system, ${workers} workers, ${CALLERS} callers, 2 instances`,
          figure: ((counted * passSeconds) / elapsed) * 100,
          unit: '% of a core',
          atMost: 5,
          note: `${all} answers from ${counted} passes of ${(passSeconds * 1000).toFixed(0)} ms in ${elapsed.toFixed(0)} s`,
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
