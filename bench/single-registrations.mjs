// New workers that register one by one, beside a plain service with one prepared INSERT, in alternating rounds.
//
//   npm run build && node bench/single-registrations.mjs
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load } from './support/load.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
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
  const [ours, theirs, p99, cpu] = [[], [], [], []];
  const run = async (url, path, prefix) => {
    const result = await load(url, { connections: CONNECTIONS, seconds, script: script(path, prefix) });
    if (result.bad.length > 0) throw new Error(`Refused: ${JSON.stringify(result.bad)}`);
    return result;
  };
  try {
    // The first round is a warm-up.
    for (let round = 0; round <= rounds; round += 1) {
      const { rate } = await run(plain.url, '/plain', `plain-${round}`);
      const before = await cpuSeconds(service.pid);
      const result = await run(service.url, '/api/v1/worker-registration/register', `ours-${round}`);
      const used = (await cpuSeconds(service.pid)) - before;
      accepted += result.requests;
      if (round === 0) continue;
      theirs.push(rate);
      ours.push(result.rate);
      p99.push(result.p99Ms);
      cpu.push((used / result.requests) * 1e6);
    }
    const stored = await withClient(postgres.url, async (client) => {
      const { rows } = await client.query('SELECT count(*)::integer AS n FROM worker_registration.worker');
      return rows[0].n;
    });
    // Includes those under way when the load ended.
    if (stored < accepted || stored > accepted + CONNECTIONS * (rounds + 1))
      throw new Error(`Wrong count: ${accepted} accepted, ${stored} stored`);
    const bench = `single registrations, ${CONNECTIONS} connections, new workers`;
    const note = `p99 ${median(p99).toFixed(0)} ms; ${median(cpu).toFixed(0)} µs of the service each; ${stored} stored`;
    const figure = median(ours);
    yield* [
      row({
        bench,
        figure,
        unit: 'workers/s',
        against: 'a plain service with one prepared INSERT',
        reference: median(theirs),
        atLeast: 0.7,
        note,
      }),
      row({ bench, figure, unit: 'workers/s', atLeast: 3000 }),
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
