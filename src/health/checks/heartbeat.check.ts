import { HEARTBEAT, type HealthCheck } from './check.js';

/** Fails when the lease has expired. */
export const heartbeatCheck: HealthCheck = {
  name: HEARTBEAT,
  condition: ':leaseEnds <= now()',
  // A worker whose heartbeats are refused is not silent: its message says so.
  sentence: `coalesce(
    (
      SELECT format('%s refused since the last one that was accepted %s s ago; the lease lasts %s s: %s',
        CASE WHEN f.refusals = 1 THEN '1 heartbeat was' ELSE f.refusals || ' heartbeats were' END,
        floor(extract(epoch FROM now() - w.lease_renewed_at)),
        round(extract(epoch FROM :lease)::numeric, 1)::float8, f.refusal)
      FROM worker_registration.heartbeat_fault AS f
      WHERE f.worker = w.id AND f.refused_at > w.lease_renewed_at
    ),
    format('No heartbeat for %s s; the lease lasts %s s',
      floor(extract(epoch FROM now() - w.lease_renewed_at)), round(extract(epoch FROM :lease)::numeric, 1)::float8)
  )`,
  fine: 'The lease is valid',
};
