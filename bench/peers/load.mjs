// The same load for every peer: 64 connections, each with one request under way.
import { load } from '../support/load.mjs';

export const CONNECTIONS = 64;
export const WORKERS = 10_000;

/** A typical heartbeat. */
export const BEAT = {
  status: 'ACTIVE',
  currentJobCount: 3,
  availableCapacity: 7,
  cpuUsage: 45.5,
  memoryUsage: 67.8,
  errorCount: 0,
  message: 'All systems operational',
};

/** A typical registration. */
export const described = (workerId, n) => ({
  workerId,
  name: `Worker ${n}`,
  hostName: `node-${n % 500}.example.org`,
  hostAddress: '127.0.0.1',
  port: 1 + (n % 60_000),
  maxConcurrentJobs: 10,
  capabilities: { java: '17' },
  tags: ['nightly', `rack-${n % 40}`],
  version: '2.1.0',
  zone: `zone-${n % 20}`,
});

const SCRIPT = `
  local n = 0
  function request()
    n = n % (#lines / 4) + 1
    local at = (n - 1) * 4
    local headers = { ["Content-Type"] = "application/json" }
    if lines[at + 3] ~= "" then headers["Authorization"] = "Bearer " .. lines[at + 3] end
    return wrk.format(lines[at + 1], lines[at + 2], headers, lines[at + 4])
  end`;

/** Sends requests, over and over. @returns how many were answered, per second, and latencies in ms */
export async function send(url, seconds, requests) {
  const result = await load(url, {
    connections: CONNECTIONS,
    seconds,
    script: SCRIPT,
    lines: requests.flatMap(({ method = 'POST', path, token = '', body = '' }) => [
      method,
      path,
      token,
      body,
    ]),
  });
  if (result.bad.length > 0 || result.errors > 0) throw new Error(`Refused: ${JSON.stringify(result)}`);
  return result;
}

/** More than any peer answers. */
const MOST_A_SECOND = 60_000;

/** Sends requests about new workers, each once. @param requestsOf the requests of one registration */
export async function sendNew(url, seconds, prefix, requestsOf) {
  const each = requestsOf('', 0).length;
  const count = Math.ceil((MOST_A_SECOND * seconds) / each);
  const requests = Array.from({ length: count }, (_, n) => requestsOf(`${prefix}-${n}`, n)).flat();
  const result = await send(url, seconds, requests);
  if (result.requests > requests.length) throw new Error('Some were sent twice');
  return { ...result, requests: result.requests / each, rate: result.rate / each };
}
