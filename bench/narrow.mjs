// Single heartbeats over HTTP with `return=minimal` beside an empty handler, in alternating rounds, and the CPU of each part.
//
//   npm run build && node bench/narrow.mjs
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countedLoad, heartbeatPath, registered, requestsOf } from './support/heartbeats.mjs';
import { openPostgres, postgresCpu, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { heartbeatsIn } from './support/silence.mjs';
import { cpuSeconds, endedCpuSeconds, startProgram, startService } from './support/service.mjs';
import { inTurn, medians } from './support/turns.mjs';

const EMPTY = join(import.meta.dirname, 'support/empty-handler.mjs');
const WORKERS = 10_000;
const BODY = JSON.stringify({ status: 'ACTIVE', currentJobCount: 3, availableCapacity: 7, cpuUsage: 45.5 });

/** Of so many connections, all get their last answer. */
const FEW = 64;
/** Numbers of connections, and goals. */
const GOALS = [
  [64, 0.6],
  [1000, 0.8],
];

const parts = ({ own, database, load }) =>
  `handler ${own.toFixed(0)}${database < 1 ? '' : `, PostgreSQL ${database.toFixed(0)}`}, load ${load.toFixed(0)} µs`;

export async function* narrow({ seconds = 8, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const empty = await startProgram(EMPTY);
  try {
    yield* await withClient(postgres.url, async (client) => {
      const tokens = await registered(service.api, WORKERS);
      let [acknowledged, stored] = [0, 0];
      /** Requires that all acknowledged ones are stored; of many connections, some may be under way when the load ends. */
      const count = async (further, connections) => {
        const now = await heartbeatsIn(postgres.url);
        const underWay = now - stored - further;
        if (underWay < 0 || underWay > (connections > FEW ? connections : 0))
          throw new Error(`${further} were acknowledged, and ${now - stored} stored`);
        [acknowledged, stored] = [acknowledged + further, now];
      };
      const measured = async ({ url, pid, path }, connections) => {
        const requests = requestsOf(tokens, BODY, path);
        const used = async () => [await cpuSeconds(pid), await postgresCpu(client), await endedCpuSeconds()];
        const before = await used();
        const sent = await countedLoad(url, { connections, seconds, requests, slow: true, minimal: true });
        const [own, database, load] = (await used()).map(
          (now, at) => ((now - before[at]) / sent.acknowledged) * 1e6,
        );
        if (pid === service.pid) await count(sent.acknowledged, connections);
        return { rate: sent.rate, own, database, load };
      };
      const contestants = [
        { ...service, path: heartbeatPath },
        { ...empty, path: (name) => `/empty/${name}` },
      ];
      const rows = [];
      for (const [connections, atLeast] of GOALS) {
        const runs = await inTurn(
          contestants.map((each) => () => measured(each, connections)),
          rounds,
        );
        const [ours, theirs] = runs.map(medians);
        rows.push(
          row({
            bench: `single heartbeats, return=minimal, ${connections} connections`,
            figure: ours.rate,
            unit: 'requests/s',
            against: 'an empty Nest + Fastify handler',
            reference: theirs.rate,
            atLeast,
            note: `CPU of each: ${parts(ours)}; empty: ${parts(theirs)}; ${acknowledged} acknowledged, ${stored} in the rows`,
          }),
        );
      }
      return rows;
    });
  } finally {
    await Promise.all([service.stop(), empty.stop()]);
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('narrow', narrow());
}
