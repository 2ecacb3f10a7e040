// The read of one worker, beside an empty Nest handler on Fastify.
//
//   npm run build && node bench/reads.mjs
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { fillFleet } from './support/fleet.mjs';
import { load } from './support/load.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startProgram, startService } from './support/service.mjs';

const EMPTY = join(import.meta.dirname, 'support/empty-handler.mjs');
const WORKERS = 10_000;
const CONNECTIONS = 64;

export async function* reads({ seconds = 5, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const empty = await startProgram(EMPTY);
  try {
    await withClient(postgres.url, (client) => fillFleet(client, WORKERS));
    const paths = (prefix) => `
      local n = 0
      function request() n = n % ${WORKERS} + 1; return wrk.format("GET", "${prefix}/worker-" .. n) end`;
    const run = (url, prefix) => load(url, { connections: CONNECTIONS, seconds, script: paths(prefix) });
    await run(service.url, '/api/v1/worker-registration');
    const [ours, theirs] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      theirs.push((await run(empty.url, '/empty')).rate);
      const { rate, bad } = await run(service.url, '/api/v1/worker-registration');
      if (bad.length > 0) throw new Error(`Refused: ${JSON.stringify(bad)}`);
      ours.push(rate);
    }
    yield* [
      row({
        bench: 'read of one worker',
        figure: median(ours),
        unit: 'requests/s',
        against: 'an empty Nest + Fastify handler',
        reference: median(theirs),
        atLeast: 0.8,
      }),
    ];
  } finally {
    await Promise.all([service.stop(), empty.stop()]);
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('reads', reads());
}
