// Two processes on one port beside one, in alternating rounds: reads, and single heartbeats.
//
//   npm run build && node bench/processes.mjs
import { pathToFileURL } from 'node:url';
import { countedLoad, PREFIX, registered } from './support/heartbeats.mjs';
import { load } from './support/load.mjs';
import { openPostgres, postgresCpu, requireExact, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { familyCpuSeconds, startService } from './support/service.mjs';

const WORKERS = 10_000;
const CONNECTIONS = 64;

const BODY = JSON.stringify({ status: 'ACTIVE', currentJobCount: 3, availableCapacity: 7, cpuUsage: 45.5 });

const READS = `
  local n = 0
  function request() n = n % ${WORKERS} + 1; return wrk.format("GET", "${PREFIX}/worker-" .. n) end`;

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
      const heartbeats = tokens.map((token, index) => ({
        path: `${PREFIX}/worker-${index + 1}/heartbeat`,
        token,
        body: BODY,
      }));
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
        const runs = [[], []];
        // The first round is a warm-up.
        for (let round = 0; round <= rounds; round += 1)
          for (const [index, service] of [one, two].entries()) {
            const before = [await familyCpuSeconds(service.pid), await postgresCpu(client)];
            const { rate, requests } = await work(service.url);
            const after = [await familyCpuSeconds(service.pid), await postgresCpu(client)];
            const [own, stored] = after.map((now, at) => ((now - before[at]) / requests) * 1e6);
            if (round > 0) runs[index].push({ rate, own, stored });
          }
        const of = (index, part) => median(runs[index].map((run) => run[part]));
        const parts = (index) =>
          `service ${of(index, 'own').toFixed(0)}, PostgreSQL ${of(index, 'stored').toFixed(0)} µs each`;
        rows.push(
          row({
            bench: `${name}, two processes on one port`,
            figure: of(1, 'rate'),
            unit: 'requests/s',
            against: 'one process',
            reference: of(0, 'rate'),
            atLeast,
            note: `${parts(1)}; one: ${parts(0)}`,
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
