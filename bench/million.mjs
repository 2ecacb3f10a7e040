// A million workers at an interval of 30 s on one service and one PostgreSQL, with `heartbeat-write: changes` and all else as by
// default: sweeps, guards, cleanups, the watch of leases. Some send heartbeats over sessions of their own, gateways send those of
// the others in batches. They change nothing, but every lease is renewed.
//
//   npm run build && node bench/million.mjs [minutes]        default: 10
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { BATCH, batchesOf, sendAll } from './support/batches.mjs';
import { openCrowd } from './support/crowd.mjs';
import { fillFleet } from './support/fleet.mjs';
import { registered } from './support/heartbeats.mjs';
import { metricOf } from './support/metrics.mjs';
import { percentiles, startPaced } from './support/paced-load.mjs';
import { openPostgres, postgresCpu, requireExact, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { cpuSeconds, memoryMib, startProgram } from './support/service.mjs';

const MAIN = join(import.meta.dirname, '../dist/main.js');

const INTERVAL_SECONDS = 30;
/** From the first heartbeat of each, which is written, until the load is steady. */
const WARMUP_SECONDS = INTERVAL_SECONDS;

const BODY = { status: 'ACTIVE', currentJobCount: 3, availableCapacity: 7 };
/** The last heartbeat of each changes something: it is written, with the number of those before it. */
const LAST_BODY = { ...BODY, currentJobCount: 2 };

const SETTINGS = {
  JOBSCHEDULER_WORKER_HEARTBEAT_WRITE: 'changes',
  // By default, answers ask a fleet of this size for longer intervals.
  JOBSCHEDULER_WORKER_MAX_HEARTBEATS_PER_SECOND: '100000',
  JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'false',
  WORKER_REGISTRATION_SERVER_MAX_CONNECTIONS_PER_ADDRESS: '20000',
};

const COUNTED = [
  'worker_registration_heartbeats_taken_total',
  'worker_registration_heartbeats_unwritten_total',
  'worker_registration_suspicions_total',
  'worker_registration_gaps_total',
];

/** Counters of the service, and seconds of CPU. */
async function figuresOf(service, client) {
  const counters = await Promise.all(COUNTED.map((name) => metricOf(service.url, name)));
  return [...counters, await cpuSeconds(service.pid), await postgresCpu(client), Date.now() / 1000];
}

/** Workers that are in trouble now, and events of those that were since a moment. */
async function troubles(client, since) {
  const { rows } = await client.query(
    `SELECT
       (SELECT count(*)::integer FROM worker_registration.worker_state WHERE health <> 'HEALTHY') AS now,
       (SELECT count(*)::integer FROM worker_registration.journal
        WHERE at >= to_timestamp($1) AND type IN ('suspected', 'unhealthy', 'failed', 'cleaned-up')) AS events`,
    [since],
  );
  return rows[0].now + rows[0].events;
}

/** Waits until the load is steady, and measures. */
async function measured({ service, client, crowd, gateways, seconds }) {
  await pause(WARMUP_SECONDS * 1000);
  await crowd.report();
  const before = await figuresOf(service, client);
  await pause(seconds * 1000);
  const after = await figuresOf(service, client);
  const { delays } = await crowd.report();
  const [taken, unwritten, suspicions, gaps, own, stored, took] = after.map((now, at) => now - before[at]);
  const since = before.at(-1);
  const late = suspicions + (await troubles(client, since));
  gateways.stop();
  const sent = await gateways.done;
  return {
    batch: sent.between(since * 1000, after.at(-1) * 1000),
    single: percentiles(delays),
    items: sent.items,
    refused: sent.sent * BATCH - sent.items,
    rate: taken / took,
    unwritten: unwritten / taken,
    late,
    gaps,
    cores: `service ${(own / took).toFixed(2)}, PostgreSQL ${(stored / took).toFixed(2)} cores`,
    mib: await memoryMib(service.pid),
  };
}

/** @param sessions a multiple of the size of a batch; each is a file of the service */
export async function* million({ workers = 1_000_000, sessions = 15_000, minutes = 10 } = {}) {
  const postgres = await openPostgres();
  const service = await startProgram(MAIN, { env: { DATABASE_URL: postgres.url, ...SETTINGS } });
  const bench = `${workers.toLocaleString('en')} workers at ${INTERVAL_SECONDS} s, ${minutes} min, ${sessions.toLocaleString('en')} of them on sessions`;
  let [crowd, gateways] = [];
  try {
    const { rows, all } = await withClient(postgres.url, async (client) => {
      await fillFleet(client, workers, 10, sessions + 1);
      const tokens = await registered(service.api, sessions);
      crowd = await openCrowd(service.url, tokens, { beatSeconds: INTERVAL_SECONDS, body: BODY });
      const requests = batchesOf(sessions + 1, workers, BODY);
      const first = await sendAll(service.url, requests);
      const seconds = minutes * 60;
      const orders = {
        url: service.url,
        rate: requests.length / INTERVAL_SECONDS,
        requests,
        countsItems: true,
      };
      gateways = startPaced({ ...orders, seconds: seconds + 2 * WARMUP_SECONDS }, ['503']);
      const seen = await measured({ service, client, crowd, gateways, seconds });
      const last = await sendAll(service.url, batchesOf(sessions + 1, workers, LAST_BODY));
      const { acknowledged, refused, lost } = await crowd.beatLast(LAST_BODY);

      const p99 = (what, { p50Ms, p99Ms, maxMs }, note = '') =>
        row({
          bench: `${bench}: ${what}`,
          figure: p99Ms,
          unit: 'ms, p99',
          atMost: 250,
          note: `p50 ${p50Ms.toFixed(0)}, longest ${maxMs.toFixed(0)} ms${note}`,
        });
      const none = (what, figure, unit, note) =>
        row({ bench: `${bench}: ${what}`, figure, unit, atMost: 0, note });
      const rows = [
        p99('over sessions', seen.single),
        p99(
          `batches of ${BATCH} by gateways`,
          seen.batch,
          `; ${Math.round(seen.rate)} heartbeats/s; ${seen.cores}; ${Math.round(seen.mib)} MiB`,
        ),
        none('late, suspect or unhealthy', seen.late, 'workers'),
        none(
          'refused',
          seen.refused + refused,
          'heartbeats',
          `${lost} sessions lost; ${first.busy + last.busy} batches beside the measured time were repeated`,
        ),
        none('gaps', seen.gaps, 'gaps', `${(seen.unwritten * 100).toFixed(1)} % of heartbeats unwritten`),
      ];
      return { rows, all: first.items + seen.items + last.items + acknowledged };
    });
    yield* rows;
    await withClient(postgres.url, (client) => requireExact(client, all));
    yield row({ bench: `${bench}: acknowledged, and as many in the rows`, figure: all, unit: 'heartbeats' });
  } finally {
    gateways?.stop();
    crowd?.stop();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('million', million({ minutes: Number(process.argv[2] ?? 10) }));
}
