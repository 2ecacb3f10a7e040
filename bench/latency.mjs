// The latency of a heartbeat at half of the maximum load: undisturbed, during sweeps, during checkpoints, and while a zone of
// 100,000 workers becomes unhealthy.
//
//   npm run build && node bench/latency.mjs
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { fillFleet } from './support/fleet.mjs';
import { countedLoad, registered, requestsOf } from './support/heartbeats.mjs';
import { pacedLoad, percentiles, startPaced } from './support/paced-load.mjs';
import { openPostgres, requireExact, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';
import { silence } from './support/silence.mjs';

const WORKERS = 10_000;
/** The load beside verdicts ends with them, or after this time. */
const MOST_SECONDS = 300;
const SETTLED_MS = 4000;
const REGISTERED_MS = 10_000;
const BODY = JSON.stringify({ status: 'ACTIVE', currentJobCount: 3, cpuUsage: 45.5, memoryUsage: 67.8 });

/** Repeats the work while the load runs. */
async function during(load, work) {
  const done = new AbortController();
  const result = load.finally(() => done.abort());
  result.catch(() => undefined);
  while (!done.signal.aborted) {
    await work();
    await pause(100);
  }
  return result;
}

/** The share of PostgreSQL: repeatedly updates and commits one row of a separate table. */
async function withCommits(url, load) {
  const done = new AbortController();
  const result = load.finally(() => done.abort());
  result.catch(() => undefined);
  const times = await withClient(url, async (client) => {
    await client.query('CREATE TABLE worker_registration.bench_commit AS SELECT 0 AS n');
    const took = [];
    while (!done.signal.aborted) {
      const began = performance.now();
      await client.query('UPDATE worker_registration.bench_commit SET n = n + 1');
      took.push(performance.now() - began);
      await pause(20);
    }
    await client.query('DROP TABLE worker_registration.bench_commit');
    return took;
  });
  return { result: await result, commits: percentiles(times) };
}

/** Other workers fall silent, and one sweep finds them. @returns latencies during that sweep, and how many were sent */
async function duringVerdicts({ url, client, api, verdicts, orders }) {
  await fillFleet(client, WORKERS + verdicts, 10, WORKERS + 1);
  await silence(url, 1, true);
  const load = startPaced({ ...orders, seconds: MOST_SECONDS });
  try {
    await pause(SETTLED_MS);
    const from = Date.now();
    const { unhealthy } = await (await fetch(`${api}/health/check`, { method: 'POST' })).json();
    const to = Date.now();
    if (unhealthy !== verdicts) throw new Error(`${unhealthy} of ${verdicts} became unhealthy`);
    load.stop();
    const { sent, between } = await load.done;
    return { ...between(from, to), sent, seconds: (to - from) / 1000 };
  } finally {
    load.stop();
  }
}

export async function* latency({ seconds = 15, verdicts = 100_000 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url, { JOBSCHEDULER_WORKER_GUARD_ENABLED: 'false' });
  try {
    yield* await withClient(postgres.url, async (client) => {
      const tokens = await registered(service.api, WORKERS);
      const requests = requestsOf(tokens, BODY);
      const most = await countedLoad(service.url, { connections: 64, seconds: 5, requests });
      const rate = Math.round(most.rate / 2);
      let { acknowledged } = most;
      const paced = async () => {
        const result = await pacedLoad({ url: service.url, rate, seconds, requests });
        acknowledged += result.sent;
        return result;
      };
      // The registrations are a disturbance, too: their garbage is collected often for ten seconds.
      await pause(REGISTERED_MS);
      const { result: quiet, commits } = await withCommits(postgres.url, paced());
      const sweeping = await during(paced(), () => fetch(`${service.api}/health/check`, { method: 'POST' }));
      const checkpointing = await during(paced(), () => client.query('CHECKPOINT'));
      const judging = await duringVerdicts({
        url: postgres.url,
        client,
        api: service.api,
        verdicts,
        orders: { url: service.url, rate, requests },
      });
      acknowledged += judging.sent;
      await requireExact(client, acknowledged);
      const figure = (bench, { p50Ms, p99Ms, maxMs }, atMost, more = '') =>
        row({
          bench: `heartbeat at ${rate}/s, ${bench}: p99`,
          figure: p99Ms,
          unit: 'ms',
          atMost,
          note: `p50 ${p50Ms.toFixed(1)} ms, longest ${maxMs.toFixed(0)} ms; every one is in the rows${more}`,
        });
      const beside =
        `; a bare one-row UPDATE beside it: p50 ${commits.p50Ms.toFixed(1)} ms, p99 ${commits.p99Ms.toFixed(1)} ms; ` +
        `the load itself was up to ${quiet.ownP99Ms.toFixed(1)} ms late (p99)`;
      return [
        figure('quiet', quiet, 25, beside),
        figure('consecutive sweeps', sweeping, 60),
        figure('consecutive checkpoints', checkpointing, 80),
        figure(
          `${verdicts.toLocaleString('en')} verdicts`,
          judging,
          100,
          `; the sweep took ${judging.seconds.toFixed(1)} s`,
        ),
      ];
    });
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('latency', latency());
}
