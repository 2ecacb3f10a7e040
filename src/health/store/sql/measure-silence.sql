-- How silent each zone is, and the fleet as one more zone: what the guard decides by.
--
-- Leases of a fleet that dies at once expire over a whole heartbeat interval. Who is late by so much that its lease
-- ends within one interval unless it is heard of counts as silent here, so that the level is seen with the first
-- lease that expires and not when the first workers have failed.
--
-- $1  double precision  length of a lease in seconds
-- $2  double precision  seconds of silence of an instance that are a gap
-- $3  double precision  seconds since the last sign of life after which a worker is silent
-- $4  integer           fewer silent workers than this engage no guard
-- Result: a row for each zone with so many silent workers or with a guard, and one for the fleet: silent (those that
-- can engage the guard), silent_at_all (those too for whom it is spent), total: all that were not FAILED before it.
WITH zone AS (
  SELECT
    coalesce(w.zone, '') AS zone,
    count(*) FILTER (WHERE late AND NOT w.guard_spent) AS silent,
    count(*) FILTER (WHERE late) AS silent_at_all,
    count(*) FILTER (
      WHERE w.health <> 'FAILED' OR w.health_since >= (
        SELECT g.episode_since FROM worker_registration.guard AS g WHERE g.scope = 'zone' AND g.zone = coalesce(w.zone, '')
      )
    ) AS total,
    count(*) FILTER (
      WHERE w.health <> 'FAILED' OR w.health_since >= (
        SELECT g.episode_since FROM worker_registration.guard AS g WHERE g.scope = 'fleet'
      )
    ) AS total_of_fleet
  FROM worker_registration.worker_state AS w
  CROSS JOIN LATERAL (
    SELECT w.health <> 'FAILED' AND w.lease_renewed_at < (SELECT now() - make_interval(secs => $3)) AND NOT {grace} AS late
  ) AS heard
  WHERE w.presence = 'PRESENT'
  GROUP BY 1
)
SELECT 'zone' AS scope, zone, silent::integer, silent_at_all::integer, total::integer
FROM zone
WHERE silent_at_all >= $4
  OR EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.scope = 'zone' AND g.zone = zone.zone)
UNION ALL
SELECT 'fleet', '', coalesce(sum(silent), 0)::integer, coalesce(sum(silent_at_all), 0)::integer, coalesce(sum(total_of_fleet), 0)::integer
FROM zone
