-- Workers that beat although their event loop lags too much. The lag changes with heartbeats, so no index has it: the
-- table is read through once, in parallel where that helps, and descriptions are read only of those that are named.
--
-- $1  uuid[]            ids that the rule names already; they come first
-- $2  text              only of this zone; NULL: of all
-- $3  integer           maximum number of rows
-- $4  integer           more milliseconds than this
-- $5  double precision  length of a lease in seconds
-- Result: a row a worker, each with the number of all.
WITH stuck AS MATERIALIZED (
  SELECT id, zone, event_loop_lag_ms AS lag
  FROM worker_registration.worker_state
  WHERE presence = 'PRESENT' AND event_loop_lag_ms > $4
    AND lease_renewed_at >= (SELECT now() - make_interval(secs => $5)) AND ($2::text IS NULL OR zone = $2)
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
