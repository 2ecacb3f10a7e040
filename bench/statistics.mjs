// /health/system for 50 callers of two instances over a large fleet: what the counting costs all of them together.
//
//   npm run build && node bench/statistics.mjs [workers]        default: 1,000,000
import { pathToFileURL } from 'node:url';
import { fillFleet } from './support/fleet.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { keep, printRows, row, say } from './support/report.mjs';
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

/** CPU seconds of all backends of the server cannot be had by SQL: how long the passes ran stands for them. */
const passes = async (client) => {
  await client.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await client.query(
    `SELECT coalesce(sum(n_tup_upd + n_tup_ins), 0)::integer AS n FROM pg_stat_user_tables WHERE relname = 'statistics'`,
  );
  return rows[0].n;
};

export async function statistics({ workers = 1_000_000, seconds = 30 } = {}) {
  const postgres = await openPostgres();
  const services = [await startService(postgres.url), await startService(postgres.url)];
  try {
    return await withClient(postgres.url, async (client) => {
      await fillFleet(client, workers);
      const asked = performance.now();
      await fetch(`${services[0].url}/health/system`);
      const passSeconds = (performance.now() - asked) / 1000;
      const before = await passes(client);
      const began = performance.now();
      const end = AbortSignal.timeout(seconds * 1000);
      const answers = await Promise.all(
        Array.from({ length: CALLERS }, (_, index) => caller(services[index % 2].url, end)),
      );
      const elapsed = (performance.now() - began) / 1000;
      const counted = (await passes(client)) - before;
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
  const rows = await statistics({ workers: Number(process.argv[2] ?? 1_000_000) });
  say();
  printRows(rows);
  await keep('statistics', rows);
}
