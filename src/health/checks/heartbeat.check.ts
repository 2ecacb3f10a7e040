import { HEARTBEAT, type HealthCheck } from './check.js';

/** The lease has expired. */
export const heartbeatCheck: HealthCheck = {
  name: HEARTBEAT,
  // A subquery is evaluated once a statement, not once a row.
  condition: `w.lease_renewed_at < (SELECT now() - :lease)`,
  sentence: `format('No heartbeat for %s s; the lease lasts %s s',
    floor(extract(epoch FROM now() - w.lease_renewed_at)), round(extract(epoch FROM :lease)::numeric, 1)::float8)`,
  fine: 'The lease is valid',
};
