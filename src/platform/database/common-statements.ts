import type { Queryable } from './database.js';
import { inlineStatement } from './statement.js';

const SET_LOCK_TIMEOUT = inlineStatement(
  'set-lock-timeout',
  `SELECT set_config('lock_timeout', $1::text, true)`,
);
const READ_NOW = inlineStatement('read-now', 'SELECT now() AS now');

/** Bounds how long the rest of a transaction waits for each lock. */
export async function setLockTimeout(tx: Queryable, ms: number): Promise<void> {
  await tx.query(SET_LOCK_TIMEOUT, [`${ms}ms`]);
}

/** Returns the time of the database's clock; in a transaction, when that began. */
export async function readNow(on: Queryable): Promise<Date> {
  return (await on.query<{ now: Date }>(READ_NOW))[0]!.now;
}
