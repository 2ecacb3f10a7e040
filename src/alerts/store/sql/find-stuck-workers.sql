-- Finds workers that send heartbeats although their event loop lags too much. The lag changes with heartbeats, so no
-- index has it: the table is scanned once, in parallel if that helps, and only the listed workers' descriptions are
-- read.
--
-- $1  uuid[]            ids that the rule already lists; they come first
-- $2  text              only workers of this zone; NULL: all
-- $3  integer           maximum number of rows
-- $4  integer           more milliseconds than this
-- $5  double precision  length of a lease in seconds where a worker has none of its own
-- Result: one row per worker, each with the total number.
WITH stuck AS MATERIALIZED (
  SELECT id, zone, event_loop_lag_ms AS lag
  FROM worker_registration.worker_state
  WHERE presence = 'PRESENT' AND event_loop_lag_ms > $4
    AND worker_registration.lease_ends(lease_renewed_at, lease_seconds, $5) > now() AND ($2::text IS NULL OR zone = $2)
),
named AS (
  SELECT id, zone, lag
  FROM stuck
  ORDER BY id = ANY ($1::uuid[]) DESC, lag DESC, id
  LIMIT $3
)
SELECT n.id, w.worker_id, n.zone, n.lag, (SELECT count(*)::integer FROM stuck) AS total
FROM named AS n
JOIN worker_registration.worker AS w USING (id)
ORDER BY n.lag DESC, n.id
