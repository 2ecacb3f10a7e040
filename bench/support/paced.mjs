// Requests at a steady rate, sent when they are due whether or not earlier ones are answered: what waits is seen.
//
// A process of its own: reads its orders from standard input, prints what it measured.
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const TICK_MS = 2;

const { url, rate, seconds, requests } = await json(process.stdin);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const times = [];
const statuses = {};

/** From when it was due to its last byte. */
function send({ path, token, body }, due) {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const sent = request(url + path, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => {
        times.push(performance.now() - due);
        statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
        resolve();
      });
    });
    sent.once('error', reject).end(body);
  });
}

const began = performance.now();
const underWay = new Set();
for (let sent = 0; sent < rate * seconds; ) {
  const due = Math.min(rate * seconds, ((performance.now() - began) / 1000) * rate);
  for (; sent < due; sent += 1) {
    const one = send(requests[sent % requests.length], began + (sent / rate) * 1000);
    underWay.add(one);
    void one.finally(() => underWay.delete(one));
  }
  await pause(TICK_MS);
}
await Promise.all(underWay);
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
process.stdout.write(
  JSON.stringify({ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), sent: times.length, statuses }),
);
agent.destroy();
