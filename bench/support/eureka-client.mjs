// A client of Eureka: asks for all instances and then for deltas, and compares the hash code of what it knows with each answer.
//
// A separate process: reads its orders from standard input, prints what it measured. An answer is timed until its last byte; it is
// unpacked and read afterwards, between two requests, and so is garbage collected.
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

const { url, seconds, warmUpSeconds, everyMs, deltasPerFull } = await json(process.stdin);
const TICK_MS = 1;
const agent = new Agent({ keepAlive: true });
const headers = { accept: 'application/json', 'accept-encoding': 'gzip' };

/** How late this program itself was at most, in ms, until it is stopped. */
function watchLateness() {
  let [at, lateMs] = [performance.now(), 0];
  const look = () => {
    const now = performance.now();
    [at, lateMs] = [now, Math.max(lateMs, now - at - TICK_MS)];
    return lateMs;
  };
  const timer = setInterval(look, TICK_MS);
  return () => {
    clearInterval(timer);
    return look();
  };
}

/** An answer of the service, with the time from the request to the last byte. */
async function ask(path) {
  const stop = watchLateness();
  const began = performance.now();
  const response = await new Promise((resolve, reject) => {
    request(`${url}${path}`, { agent, headers }, resolve).once('error', reject).end();
  });
  const chunks = [];
  response.on('data', (chunk) => chunks.push(chunk));
  await new Promise((resolve, reject) => response.once('end', resolve).once('error', reject));
  const [ms, lateMs] = [performance.now() - began, stop()];
  const bytes = Buffer.concat(chunks);
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${bytes.toString()}`);
  const text = response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return { sample: { ms, lateMs, bytes: bytes.length }, text };
}

/** Status by application and instance. */
const known = new Map();

/** @returns whether what the client knows now has the hash code of the answer */
function apply({ text }) {
  const { applications } = JSON.parse(text);
  for (const { instance: instances } of applications.application)
    for (const { app, instanceId, status, actionType } of instances)
      if (actionType === 'DELETED') known.delete(`${app} ${instanceId}`);
      else known.set(`${app} ${instanceId}`, status);
  const counts = new Map();
  for (const status of known.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
  const hash = [...counts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([status, count]) => `${status}_${count}_`)
    .join('');
  return hash === applications.apps__hashcode;
}

const first = await ask('/apps');
apply(first);
const result = { firstMs: first.sample.ms, full: [], delta: [], deltas: 0, mismatches: 0 };
const warm = performance.now() + warmUpSeconds * 1000;
const until = warm + seconds * 1000;
async function timed(path, samples) {
  const answer = await ask(path);
  if (performance.now() > warm) samples.push(answer.sample);
  return answer;
}
while (performance.now() < until) {
  const answer = await timed('/apps/delta', result.delta);
  result.deltas += 1;
  if (!apply(answer)) {
    result.mismatches += 1;
    known.clear();
    apply(await ask('/apps'));
  }
  if (result.deltas % deltasPerFull === 0) {
    const all = await timed('/apps', result.full);
    // A later delta that is older than these would lead to another hash.
    known.clear();
    if (!apply(all)) result.mismatches += 1;
    globalThis.gc();
  }
  await pause(everyMs);
}
process.stdout.write(JSON.stringify(result));
agent.destroy();
