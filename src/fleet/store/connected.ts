/**
 * Returns the SQL condition for a worker that has a session, over a row of `worker_state`: the instance that holds it is alive.
 * The living instances are read once per statement.
 */
export const isConnected = (alias: string): string =>
  `coalesce(${alias}.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false)`;
