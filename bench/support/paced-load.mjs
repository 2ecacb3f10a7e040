// Runs paced.mjs, and passes its orders to it.
import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'paced.mjs');

/**
 * @returns `done`: latencies in ms from when a request was due, how many were sent, and the same latencies of those
 * that were due between two moments; how late the load itself was, at the 99th percentile; `stop`: ends it early
 * @param refusable statuses that are no error, besides 200
 */
export function startPaced(orders, refusable = []) {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(orders));
  const done = json(child.stdout).then(({ samples, sent, statuses, items, ownP99Ms }) => {
    const bad = Object.keys(statuses).filter((status) => status !== '200' && !refusable.includes(status));
    if (bad.length > 0) throw new Error(`Refused: ${JSON.stringify(statuses)}`);
    const between = (from, to) => latencies(samples.filter(([due]) => due >= from && due <= to));
    return { ...latencies(samples), sent, items, between, ownP99Ms };
  });
  // A caller that awaits it later gets its failure then.
  done.catch(() => undefined);
  return { done, stop: () => child.kill('SIGTERM') };
}

export const pacedLoad = (orders) => startPaced(orders).done;

const latencies = (samples) => percentiles(samples.map(([, took]) => took));

/** Percentiles of times in ms. */
export function percentiles(all) {
  const times = [...all].sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
