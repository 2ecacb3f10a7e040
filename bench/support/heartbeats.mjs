// Load that is counted to the last request, and its workers.
import { load } from './load.mjs';

export const PREFIX = '/api/v1/worker-registration';

const PART = 10_000;

/** @param name of a worker. @returns the path of its heartbeats */
export const heartbeatPath = (name) => `${PREFIX}/${name}/heartbeat`;

/** Returns a request with the body for each of worker-1, worker-2, …, whose tokens these are. */
export const requestsOf = (tokens, body, path = heartbeatPath) =>
  tokens.map((token, index) => ({ path: path(`worker-${index + 1}`), token, body }));

/** Registers worker-1, worker-2, … @returns their tokens */
export async function registered(api, size, fields = {}) {
  const tokens = [];
  for (let from = 1; from <= size; from += PART) {
    const lines = Array.from({ length: Math.min(PART, size - from + 1) }, (_, index) =>
      JSON.stringify({
        workerId: `worker-${from + index}`,
        name: 'Worker',
        maxConcurrentJobs: 10,
        ...fields,
      }),
    );
    const response = await fetch(`${api}/register/batch?credentials=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    const { results } = await response.json();
    tokens.push(...results.map(({ credentials }) => credentials.accessToken));
  }
  return tokens;
}

/** The load generator holds all of them in memory. */
const MAX_BATCHES = 200;

/**
 * Builds batches of names, each spread over the whole fleet, that cover all of it or as many as the generator can
 * hold.
 */
export function spreadOver(workers, size) {
  const batches = Math.max(1, Math.min(Math.floor(workers / size), MAX_BATCHES));
  const step = Math.max(1, workers / (batches * size));
  return Array.from({ length: batches }, (_, batch) =>
    Array.from(
      { length: size },
      (_, index) => `worker-${(Math.floor((index * batches + batch) * step) % workers) + 1}`,
    ),
  );
}

/** How long the last responses may take. */
const TAIL_SECONDS = 1;
const SLOW_TAIL_SECONDS = 2;

/**
 * wrk drops requests under way when its time is over, so that their outcome would be unknown. Therefore it ends with
 * requests to a missing route: each earlier request is answered, and counted.
 */
const script = (seconds, minimal) => `
  local ffi = require("ffi")
  ffi.cdef("typedef struct { long s; long ns; } moment; int clock_gettime(int clock, moment *now);")
  local at = ffi.new("moment")
  local function now() ffi.C.clock_gettime(1, at); return tonumber(at.s) + tonumber(at.ns) / 1e9 end
  local requests, nothing, n, ends = {}, nil, 0, nil
  function init()
    for i = 1, #lines, 3 do
      local headers = { ["Content-Type"] = "application/json" }
      ${minimal ? 'headers["Prefer"] = "return=minimal"' : ''}
      if lines[i + 1] ~= "" then headers["Authorization"] = "Bearer " .. lines[i + 1] end
      requests[#requests + 1] = wrk.format("POST", lines[i], headers, lines[i + 2])
    end
    nothing = wrk.format("GET", "/nothing")
  end
  function request()
    ends = ends or now() + ${seconds}
    if now() >= ends then return nothing end
    n = n % #requests + 1
    return requests[n]
  end`;

/** @returns how many were acknowledged, in total and per second */
export async function countedLoad(url, { connections, seconds, requests, slow = false, minimal = false }) {
  const result = await load(url, {
    connections,
    seconds: seconds + (slow ? SLOW_TAIL_SECONDS : TAIL_SECONDS),
    script: script(seconds, minimal),
    lines: requests.flatMap(({ path, token = '', body }) => [path, token, body]),
  });
  const bad = result.bad.filter(([status]) => status !== '404');
  const acknowledged = result.statuses['200'];
  if (bad.length > 0 || result.errors > 0 || acknowledged === undefined)
    throw new Error(`Refused: ${JSON.stringify(result)}`);
  return { acknowledged, rate: acknowledged / seconds };
}
