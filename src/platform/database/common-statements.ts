import type { Queryable } from './database.js';
import { inlineStatement } from './statement.js';

const SET_LOCK_TIMEOUT = inlineStatement(
  'set-lock-timeout',
  `SELECT set_config('lock_timeout', $1::text, true)`,
);
const READ_SERIALLY = inlineStatement(
  'read-serially',
  `SELECT set_config('max_parallel_workers_per_gather', '0', true)`,
);
const READ_NOW = inlineStatement('read-now', 'SELECT now() AS now');

/** Bounds how long the rest of a transaction waits for each lock. */
export async function setLockTimeout(tx: Queryable, ms: number): Promise<void> {
  await tx.query(SET_LOCK_TIMEOUT, [`${ms}ms`]);
}

/** Keeps the rest of a transaction to one core: scans of the whole fleet would occupy all, beside heartbeats. */
export async function readSerially(tx: Queryable): Promise<void> {
  await tx.query(READ_SERIALLY);
}

/** Returns the time of the database's clock; in a transaction, when that began. */
export async function readNow(on: Queryable): Promise<Date> {
  return (await on.query<{ now: Date }>(READ_NOW))[0]!.now;
}
