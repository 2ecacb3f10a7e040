// New workers that register one by one, beside a plain service with one prepared INSERT, in alternating rounds.
//
//   npm run build && node bench/single-registrations.mjs
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load } from './support/load.mjs';
import { openPostgres, postgresCpu, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { cpuSeconds, startProgram, startService } from './support/service.mjs';

const CONNECTIONS = 64;

/** Lua that registers a worker of a new name with each request. */
const script = (path, prefix) => `
  local n = 0
  wrk.headers["Content-Type"] = "application/json"
  function request()
    n = n + 1
    return wrk.format("POST", "${path}", nil, '{"workerId":"${prefix}-' .. n ..
      '","name":"Worker ' .. n .. '","hostName":"node-' .. (n % 500) .. '.example.org","maxConcurrentJobs":10,' ..
      '"capabilities":{"java":"17"},"tags":["nightly","rack-' .. (n % 40) .. '"],"version":"2.1.0","zone":"zone-' ..
      (n % 20) .. '"}')
  end`;

export async function* singleRegistrations({ seconds = 10, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const plain = await startProgram(join(import.meta.dirname, 'support/plain-insert.mjs'), {
    env: { DATABASE_URL: postgres.url },
  });
  let accepted = 0;
  const [ours, theirs] = [[], []];
  const contestants = [
    { ...plain, path: '/plain', runs: theirs },
    { ...service, path: '/api/v1/worker-registration/register', runs: ours },
  ];
  const measured = async ({ url, pid, path }, client, prefix) => {
    const used = async () => [await cpuSeconds(pid), await postgresCpu(client)];
    const before = await used();
    const result = await load(url, { connections: CONNECTIONS, seconds, script: script(path, prefix) });
    if (result.bad.length > 0) throw new Error(`Refused: ${JSON.stringify(result.bad)}`);
    const [node, postgres] = (await used()).map((end, at) => ((end - before[at]) / result.requests) * 1e6);
    return { ...result, node, postgres, cpu: node + postgres };
  };
  try {
    await withClient(postgres.url, async (client) => {
      // The first round is a warm-up.
      for (let round = 0; round <= rounds; round += 1)
        for (const each of contestants) {
          const run = await measured(each, client, `new-${round}`);
          if (each.runs === ours) accepted += run.requests;
          if (round > 0) each.runs.push(run);
        }
    });
    const stored = await withClient(postgres.url, async (client) => {
      const { rows } = await client.query('SELECT count(*)::integer AS n FROM worker_registration.worker');
      return rows[0].n;
    });
    // Includes those under way when the load ended.
    if (stored < accepted || stored > accepted + CONNECTIONS * (rounds + 1))
      throw new Error(`Wrong count: ${accepted} accepted, ${stored} stored`);
    const of = (runs, name) => median(runs.map((run) => run[name]));
    const bench = `single registrations, ${CONNECTIONS} connections, new workers`;
    const against = 'a plain service with one prepared INSERT';
    const figure = of(ours, 'rate');
    const parts = (runs) =>
      `service ${of(runs, 'node').toFixed(0)}, PostgreSQL ${of(runs, 'postgres').toFixed(0)} µs`;
    yield* [
      row({
        bench,
        figure,
        unit: 'workers/s',
        against,
        reference: of(theirs, 'rate'),
        atLeast: 0.7,
        note: `p99 ${of(ours, 'p99Ms').toFixed(0)} ms; ${stored} stored`,
      }),
      row({ bench, figure, unit: 'workers/s', atLeast: 3000 }),
      row({
        bench: `${bench}: CPU`,
        figure: of(ours, 'cpu'),
        unit: 'µs',
        against,
        reference: of(theirs, 'cpu'),
        note: `${parts(ours)}; the plain service: ${parts(theirs)}`,
      }),
      row({ bench: `${bench}: CPU`, figure: of(ours, 'cpu'), unit: 'µs', atMost: 400 }),
    ];
  } finally {
    await plain.stop();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('single-registrations', singleRegistrations());
}
