// A server that is a program of its own, in a temporary folder.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 120_000;

/** @param argumentsIn returns the arguments for a folder; `answers` is the path that answers once it is ready */
export async function startServer({ command, env = process.env, argumentsIn, url, answers }) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-peer-'));
  const child = spawn(command, argumentsIn(folder), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (said = (said + chunk).slice(-2000)));
  const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = performance.now() + PATIENCE_MS;
  while (
    !(await fetch(url + answers).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`It did not start: ${said.trim().split('\n').at(-1)}`);
    }
    await pause(100);
  }
  return { pid: child.pid, stop };
}

/** Does the work for each item, many at a time. */
export async function forEach(items, work) {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: 256 }, worker));
}

/** Sends JSON, and requires that it is accepted. */
export async function post(url, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.text();
}
