// Two processes on one port beside one, in alternating rounds: reads, and single heartbeats.
//
//   npm run build && node bench/processes.mjs
import { pathToFileURL } from 'node:url';
import { countedLoad, PREFIX, registered, requestsOf } from './support/heartbeats.mjs';
import { load } from './support/load.mjs';
import { openPostgres, postgresCpu, requireExact, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { familyCpuSeconds, startService } from './support/service.mjs';
import { inTurn, medians } from './support/turns.mjs';

const WORKERS = 10_000;
const CONNECTIONS = 64;

const BODY = JSON.stringify({ status: 'ACTIVE', currentJobCount: 3, availableCapacity: 7, cpuUsage: 45.5 });

const READS = `
  local n = 0
  function request() n = n % ${WORKERS} + 1; return wrk.format("GET", "${PREFIX}/worker-" .. n) end`;

const parts = ({ own, stored }) => `service ${own.toFixed(0)}, PostgreSQL ${stored.toFixed(0)} µs each`;

async function readRate(url, seconds) {
  const { rate, requests, bad } = await load(url, { connections: CONNECTIONS, seconds, script: READS });
  if (bad.length > 0) throw new Error(`Refused: ${JSON.stringify(bad)}`);
  return { rate, requests };
}

export async function* processes({ seconds = 8, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const one = await startService(postgres.url);
  const two = await startService(postgres.url, { WORKER_REGISTRATION_SERVER_PROCESSES: '2' });
  try {
    yield* await withClient(postgres.url, async (client) => {
      const tokens = await registered(one.api, WORKERS);
      const heartbeats = requestsOf(tokens, BODY);
      let acknowledged = 0;
      const ways = {
        reads: { work: (url) => readRate(url, seconds), atLeast: 1.3 },
        'single heartbeats': {
          work: async (url) => {
            const sent = await countedLoad(url, { connections: CONNECTIONS, seconds, requests: heartbeats });
            acknowledged += sent.acknowledged;
            await requireExact(client, acknowledged);
            return { rate: sent.rate, requests: sent.acknowledged };
          },
          atLeast: 1,
        },
      };
      const rows = [];
      for (const [name, { work, atLeast }] of Object.entries(ways)) {
        const measured = async ({ url, pid }) => {
          const used = async () => [await familyCpuSeconds(pid), await postgresCpu(client)];
          const before = await used();
          const { rate, requests } = await work(url);
          const [own, stored] = (await used()).map((now, at) => ((now - before[at]) / requests) * 1e6);
          return { rate, own, stored };
        };
        const runs = await inTurn(
          [one, two].map((service) => () => measured(service)),
          rounds,
        );
        const [single, double] = runs.map(medians);
        rows.push(
          row({
            bench: `${name}, two processes on one port`,
            figure: double.rate,
            unit: 'requests/s',
            against: 'one process',
            reference: single.rate,
            atLeast,
            note: `${parts(double)}; one: ${parts(single)}`,
          }),
        );
      }
      return rows;
    });
  } finally {
    await Promise.all([one.stop(), two.stop()]);
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('processes', processes());
}
