import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestDatabase } from './database.js';

/** Undefined without an answer. */
export async function statusOf(url: string): Promise<number | undefined> {
  return (await fetch(url).catch(() => undefined))?.status;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

/** No less than the longest test lasts. */
const PATIENCE_MS = 120_000;

/** Repeats until the condition is true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`Not within ${PATIENCE_MS / 1000} s: ${condition.toString()}`);
    await pause(10);
  }
}

/** Resolves with the processes of PostgreSQL when so many statements wait for others. */
export async function untilBlocked(
  database: Pick<TestDatabase, 'query'>,
  count = 1,
): Promise<readonly { readonly pid: number }[]> {
  const blocked = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  let found: { pid: number }[] = [];
  await until(async () => (found = await database.query(blocked)).length >= count);
  return found;
}
