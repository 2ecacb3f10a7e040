-- After the clock was set back: workers that are unhealthy for their silence would have a valid lease again, although
-- it has expired, and those that became unhealthy in what is now the future would not be cleaned up before then.
--
-- $1  integer           maximum number of rows; locked rows are skipped
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- Result: one row: the number of rows.
WITH ill AS (
  SELECT
    id,
    'heartbeat' = ANY (failed_checks) AND worker_registration.lease_ends(lease_renewed_at, lease_seconds, $2) > now() AS silent
  FROM worker_registration.worker_state
  WHERE presence = 'PRESENT' AND health <> 'HEALTHY' AND (
    health_since > now() OR presence_since > now()
    OR 'heartbeat' = ANY (failed_checks) AND worker_registration.lease_ends(lease_renewed_at, lease_seconds, $2) > now()
  )
  ORDER BY id
  LIMIT $1
  FOR NO KEY UPDATE SKIP LOCKED
),
settled AS (
  UPDATE worker_registration.worker_state AS s SET
    lease_renewed_at = CASE
      WHEN ill.silent THEN now() - worker_registration.lease_length(s.lease_seconds, $2) - interval '1 second'
      ELSE s.lease_renewed_at
    END,
    health_since = least(s.health_since, now()),
    presence_since = least(s.presence_since, now())
  FROM ill WHERE s.id = ill.id
  RETURNING s.id
)
SELECT count(*)::integer AS settled FROM settled
