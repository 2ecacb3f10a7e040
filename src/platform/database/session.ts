import type { ClientBase } from 'pg';
import { FIRST_ANSWER, within } from './deadline.js';

/**
 * The limits of every session. If another transaction holds a lock for longer than `lock_timeout`, one
 * request gets a 503, but the service does not lose its pool. `transaction_timeout` exists from PostgreSQL
 * 17; on older servers `statement_timeout`, the idle limit and the deadline of `Database.transaction` have
 * the same effect.
 */
const BOUNDS = {
  lock_timeout: '3s',
  statement_timeout: '10s',
  idle_in_transaction_session_timeout: '5s',
  transaction_timeout: '10s',
  // If this process closes a connection, its statement ends soon, and not only when it completes.
  client_connection_check_interval: '500ms',
  // Compiling a statement over the whole fleet takes longer than running it.
  jit: 'off',
} as const;

/**
 * How values are written and read, whatever the defaults of the server, the database or the role. Times are
 * read as text in UTC, statements name the schema of each table, and retries rely on READ COMMITTED.
 */
const FORMS = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  search_path: 'pg_catalog, pg_temp',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
} as const;

const SET_UP = `
  SELECT count(set_config(given.name, given.value, false)),
    pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only
  FROM (VALUES ${Object.entries({ ...BOUNDS, ...FORMS })
    .map(([name, value]) => `('${name}', '${value}')`)
    .join(', ')}) AS given (name, value)
  JOIN pg_settings USING (name)`;

const ASK_WRITABLE = `
  SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only`;

interface Writable {
  readonly standby: boolean;
  readonly read_only: boolean;
}

/** The same message as PostgreSQL's for a statement that writes. */
class ReadOnlyServerError extends Error {
  readonly code = '25006';
}

/**
 * Sets up a new connection of the pool before its first statement, and refuses one to a server that accepts
 * no writes. Start-up parameters would not work: a pooling proxy refuses unknown ones.
 */
export async function setUpSession(client: ClientBase): Promise<void> {
  refuseReadOnly(await setUpReadSession(client));
}

/** Does the same, and accepts a standby. */
export async function setUpReadSession(client: ClientBase): Promise<Writable> {
  const { rows } = await within(FIRST_ANSWER, client, () => client.query<Writable>(SET_UP));
  return rows[0]!;
}

/** @throws an error with SQLSTATE 25006 if the server accepts no writes */
export async function requireWritable(client: ClientBase): Promise<void> {
  const { rows } = await client.query<Writable>(ASK_WRITABLE);
  refuseReadOnly(rows[0]!);
}

function refuseReadOnly({ standby, read_only: readOnly }: Writable): void {
  if (standby) throw new ReadOnlyServerError('the server is a standby and accepts no writes');
  if (readOnly)
    throw new ReadOnlyServerError('the server accepts no writes: default_transaction_read_only is on');
}
