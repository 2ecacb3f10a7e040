// All workers of a fleet register again at once, each with a new process, while the heartbeats of others go on.
//
//   npm run build && node bench/fleet-restart.mjs [workers]        default: 10,000
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { PREFIX, registered, requestsOf } from './support/heartbeats.mjs';
import { load } from './support/load.mjs';
import { startPaced } from './support/paced-load.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startProgram, startService } from './support/service.mjs';

const CONNECTIONS = 256;
/** As many other workers as restart send heartbeats this often. */
const INTERVAL_SECONDS = 30;
/** Longer than any restart takes; the load ends with the last answer. */
const MAX_SECONDS = 120;
const SETTLE_MS = 3000;

/** Lua that registers each worker once, and interrupts wrk with the last answer. */
const script = (path, workers, round) => `
  local ffi = require("ffi")
  ffi.cdef("typedef struct { long s; long ns; } moment; int clock_gettime(int clock, moment *now); int kill(int, int); int getpid(void);")
  local at = ffi.new("moment")
  local function now() ffi.C.clock_gettime(1, at); return tonumber(at.s) * 1e3 + tonumber(at.ns) / 1e6 end
  local n, answered, began = -1, 0, nil
  wrk.headers["Content-Type"] = "application/json"
  function request()
    n = n + 1
    -- wrk calls it once before it sends anything.
    if n == 0 or n > ${workers} then return wrk.format("GET", "/nothing") end
    began = began or now()
    return wrk.format("POST", "${path}", nil, '{"workerId":"restarted-' .. n .. '","name":"Worker ' .. n ..
      '","hostName":"node-' .. (n % 500) .. '.example.org","maxConcurrentJobs":10,"bootId":"boot-${round}-' .. n ..
      '","capabilities":{"java":"17"},"tags":["nightly","rack-' .. (n % 40) .. '"],"version":"2.1.0","zone":"zone-' ..
      (n % 20) .. '"}')
  end
  -- Connections that have no worker left wait for the others.
  function delay() return n >= ${workers} and 60000 or 0 end
  local count = response
  function response(status)
    if answered == ${workers} then return end
    if status == 404 then return end
    count(status)
    answered = answered + 1
    if answered < ${workers} then return end
    tookMs = now() - began
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), 2)
  end`;

export async function* fleetRestart({ workers = 10_000, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const plain = await startProgram(join(import.meta.dirname, 'support/plain-insert.mjs'), {
    env: { DATABASE_URL: postgres.url },
  });
  const restart = async (url, path, round) => {
    const result = await load(url, {
      connections: CONNECTIONS,
      seconds: MAX_SECONDS,
      script: script(path, workers, round),
    });
    if (result.bad.length > 0) throw new Error(`Refused: ${JSON.stringify(result.statuses)}`);
    return result;
  };
  const [ours, theirs, p99, quietP99] = [[], [], [], []];
  try {
    const tokens = await registered(service.api, workers);
    const requests = requestsOf(tokens, '{"status":"ACTIVE","currentJobCount":3}');
    const paced = startPaced({
      url: service.url,
      rate: workers / INTERVAL_SECONDS,
      seconds: MAX_SECONDS * rounds,
      requests,
    });
    const spans = [];
    // The first round creates the workers.
    for (let round = 0; round <= rounds; round += 1) {
      const { tookMs: their } = await restart(plain.url, '/plain', round);
      await pause(SETTLE_MS);
      const from = Date.now();
      const { tookMs } = await restart(service.url, `${PREFIX}/register`, round);
      spans.push([from, from + tookMs]);
      await pause(SETTLE_MS);
      if (round === 0) continue;
      ours.push(tookMs / 1000);
      theirs.push(their / 1000);
    }
    paced.stop();
    const beats = await paced.done;
    for (const [from, to] of spans.slice(1)) {
      p99.push(beats.between(from, to).p99Ms);
      quietP99.push(beats.between(from - SETTLE_MS, from).p99Ms);
    }
    await requireAll(postgres.url, workers, rounds);
    yield* [
      row({
        bench: `${workers} known workers register again at once`,
        figure: median(ours),
        unit: 's',
        atMost: 5,
        note: `a plain service with one prepared INSERT: ${median(theirs).toFixed(1)} s; ${CONNECTIONS} connections; every one is stored ${rounds + 1} times`,
      }),
      row({
        bench: 'heartbeats beside them: p99',
        figure: median(p99),
        unit: 'ms',
        atMost: 250,
        note: `${median(quietP99).toFixed(0)} ms before; ${Math.round(workers / INTERVAL_SECONDS)}/s`,
      }),
    ];
  } finally {
    await plain.stop();
    await service.stop();
    await postgres.close();
  }
}

/** Requires that each worker registered once a round, with an event and an incarnation of its own. */
async function requireAll(url, workers, rounds) {
  const [stored] = await withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT count(*)::integer AS workers, min(registration_count) AS fewest, max(registration_count) AS most,
         max(incarnation) AS incarnation,
         (SELECT count(*)::integer FROM worker_registration.journal WHERE worker_id LIKE 'restarted-%') AS events
       FROM worker_registration.worker_state JOIN worker_registration.worker USING (id)
       WHERE worker_id LIKE 'restarted-%'`,
    );
    return rows;
  });
  const expected = {
    workers,
    fewest: rounds + 1,
    most: rounds + 1,
    incarnation: rounds + 1,
    events: workers * (rounds + 1),
  };
  for (const [name, value] of Object.entries(expected))
    if (stored[name] !== value) throw new Error(`Wrong count: ${JSON.stringify({ stored, expected })}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('fleet-restart', fleetRestart({ workers: Number(process.argv[2] ?? 10_000) }));
}
