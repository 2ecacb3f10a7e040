// Runs paced.mjs, and hands it its orders.
import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'paced.mjs');

/** @returns latencies in ms from when a request was due, and how often each status came */
export async function pacedLoad(orders) {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(orders));
  const result = await json(child.stdout);
  const bad = Object.keys(result.statuses).filter((status) => status !== '200');
  if (bad.length > 0) throw new Error(`Refused: ${JSON.stringify(result.statuses)}`);
  return result;
}
