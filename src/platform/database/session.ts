import type { ClientBase } from 'pg';

/**
 * The bounds of every session. A lock that somebody holds for longer than `lock_timeout` costs one request a 503 and
 * not the service its pool. `transaction_timeout` exists from PostgreSQL 17; on older servers `statement_timeout`, the
 * idle limit and the deadline of `Database.transaction` bound the same.
 */
const BOUNDS = {
  lock_timeout: '3s',
  statement_timeout: '10s',
  idle_in_transaction_session_timeout: '5s',
  transaction_timeout: '10s',
  // A connection that we cut ends its statement soon, and not only when that comes to its end.
  client_connection_check_interval: '500ms',
  // Compiling a statement over the whole fleet takes longer than running it.
  jit: 'off',
} as const;

const SET_BOUNDS = `
  SELECT set_config(bound.name, bound.value, false)
  FROM (VALUES ${Object.entries(BOUNDS)
    .map(([name, value]) => `('${name}', '${value}')`)
    .join(', ')}) AS bound (name, value)
  JOIN pg_settings USING (name)`;

/**
 * Sets the bounds on a new connection of the pool, before its first statement.
 * Not by start-up parameters: a pooling proxy refuses those it does not know.
 */
export async function boundSession(client: ClientBase): Promise<void> {
  await client.query(SET_BOUNDS);
}
