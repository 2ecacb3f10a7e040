// Requests at a steady rate, sent when they are due whether or not earlier ones are answered, so that delays are
// visible.
//
// A separate process: reads its orders from standard input, prints what it measured. SIGTERM ends it early.
import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const TICK_MS = 2;

/** Time to connect and warm up: requests of this time are answered and counted, but not timed. */
const WARMUP_SECONDS = 2;

/** Of the items of batches, those that succeeded are counted on request. */
const { url, rate, seconds, requests, countsItems = false } = await json(process.stdin);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
/** For each timed request: when it was due, in ms since 1970, and the time from then to its response. */
const samples = [];
const statuses = {};
let items = 0;

/** The answer to a batch ends with its totals, which are shorter than this. */
const TOTALS = 1000;
const succeededIn = (end) => Number(/"succeeded":(\d+)[^[{]*\}$/.exec(end)?.[1] ?? 0);

/** From when it was due to its last byte. */
function send({ path, token, body, headers: others }, due) {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...others,
    };
    const sent = request(url + path, { method: 'POST', agent, headers }, (response) => {
      let end = '';
      if (countsItems)
        response.setEncoding('utf8').on('data', (text) => (end = (end + text.slice(-TOTALS)).slice(-TOTALS)));
      response.resume().once('end', () => {
        items += succeededIn(end);
        if (due >= timedFrom) samples.push([performance.timeOrigin + due, performance.now() - due]);
        statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
        resolve();
      });
    });
    sent.once('error', reject).end(body);
  });
}

// How late this program itself is: its share of the latencies that it measures.
const lateness = monitorEventLoopDelay({ resolution: 1 });
lateness.enable();

const began = performance.now();
const timedFrom = began + WARMUP_SECONDS * 1000;
const underWay = new Set();
let most = rate * (WARMUP_SECONDS + seconds);
process.once('SIGTERM', () => (most = 0));
let sent = 0;
while (sent < most) {
  const due = Math.min(most, ((performance.now() - began) / 1000) * rate);
  for (; sent < due; sent += 1) {
    const one = send(requests[sent % requests.length], began + (sent / rate) * 1000);
    underWay.add(one);
    void one.finally(() => underWay.delete(one));
  }
  await pause(TICK_MS);
}
await Promise.all(underWay);
process.stdout.write(
  JSON.stringify({ samples, sent, statuses, items, ownP99Ms: lateness.percentile(99) / 1e6 }),
);
agent.destroy();
