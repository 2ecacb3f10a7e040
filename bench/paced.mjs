// Heartbeats at the rates of real fleets, sent whether or not earlier ones are answered: CPU and latency, beside a plain
// service with one prepared UPDATE.
//
//   npm run build && node bench/paced.mjs [rate …]
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countedLoad, heartbeatPath, registered, requestsOf } from './support/heartbeats.mjs';
import { pacedLoad } from './support/paced-load.mjs';
import { openPostgres, postgresCpu, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { cpuSeconds, startProgram, startService } from './support/service.mjs';
import { inTurn, medians } from './support/turns.mjs';

const WORKERS = 10_000;
const BODY = JSON.stringify({
  status: 'ACTIVE',
  currentJobCount: 3,
  availableCapacity: 7,
  cpuUsage: 45.5,
  memoryUsage: 67.8,
  errorCount: 0,
  message: 'All systems operational',
});

/** 10,000 workers at 30 s, and 60,000. */
const RATES = [333, 2000];

/** A process that has just started interprets much of its code: that cost is not the one of a heartbeat. */
const WARM_SECONDS = 10;
const WARM_CONNECTIONS = 16;

/** Sends as many heartbeats as such a rate has in some minutes, so that V8 has compiled what they need. */
const warmUp = ({ url, path, tokens, headers }) =>
  countedLoad(url, {
    connections: WARM_CONNECTIONS,
    seconds: WARM_SECONDS,
    minimal: headers !== undefined,
    requests: requestsOf(tokens, BODY, path),
  });

/** Microseconds of CPU a heartbeat, and latencies, of one run. */
async function measured({ url, pid, path, rate, seconds, tokens, client, headers }) {
  const requests = requestsOf(tokens, BODY, path).map((each) => ({ ...each, headers }));
  const before = [await cpuSeconds(pid), await postgresCpu(client)];
  const { sent, p50Ms, p99Ms } = await pacedLoad({ url, rate, seconds, requests });
  const after = [await cpuSeconds(pid), await postgresCpu(client)];
  const [node, postgres] = after.map((end, index) => ((end - before[index]) / sent) * 1e6);
  return { node, postgres, cpu: node + postgres, p50Ms, p99Ms };
}

export async function* paced({ seconds = 10, rounds = 3, rates = RATES } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const plain = await startProgram(join(import.meta.dirname, 'support/plain-update.mjs'), {
    env: { DATABASE_URL: postgres.url, WORKERS: String(WORKERS) },
  });
  try {
    yield* await withClient(postgres.url, async (client) => {
      const tokens = await registered(service.api, WORKERS);
      const ours = { ...service, path: heartbeatPath, tokens };
      const contestants = [
        ours,
        { ...ours, headers: { prefer: 'return=minimal' } },
        { ...plain, path: (name) => `/plain/${name}`, tokens: tokens.map(() => undefined) },
      ];
      const rows = [];
      for (const each of contestants) await warmUp(each);
      for (const rate of rates) {
        const runs = await inTurn(
          contestants.map((each) => () => measured({ ...each, rate, seconds, client })),
          rounds,
        );
        const [full, minimal, theirs] = runs.map(medians);
        rows.push(
          compared(`${rate}/s`, full, theirs),
          compared(`${rate}/s, return=minimal`, minimal, theirs),
          tail(`${rate}/s`, full),
          tail(`${rate}/s, return=minimal`, minimal),
        );
      }
      return rows;
    });
  } finally {
    await plain.stop();
    await service.stop();
    await postgres.close();
  }
}

const parts = ({ node, postgres, p50Ms, p99Ms }) =>
  `service ${node.toFixed(0)}, PostgreSQL ${postgres.toFixed(0)} µs; p50 ${p50Ms.toFixed(1)}, p99 ${p99Ms.toFixed(1)} ms`;

const compared = (how, ours, theirs) =>
  row({
    bench: `CPU of a heartbeat at ${how}`,
    figure: ours.cpu,
    unit: 'µs',
    against: 'a plain service with one prepared UPDATE',
    reference: theirs.cpu,
    atMost: 1,
    note: `${parts(ours)}; the plain service: ${parts(theirs)}`,
  });

const tail = (how, { p99Ms }) =>
  row({ bench: `p99 of a heartbeat at ${how}`, figure: p99Ms, unit: 'ms', atMost: 10 });

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rates = process.argv.slice(2).map(Number);
  await runAlone('paced', paced(rates.length > 0 ? { rates } : {}));
}
