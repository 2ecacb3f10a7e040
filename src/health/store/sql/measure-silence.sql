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
--
-- Two plain passes are faster than one: who is late takes a look at the gaps, and a pass that counts by it in each zone is
-- neither shared among parallel workers nor counted without a sort. The gaps are joined, as a look-up for each worker would
-- make the statement too long for a fleet of a million that is silent.
WITH gap_ends AS MATERIALIZED ({gapEnds}),
late AS (
  SELECT w.zone, count(*) AS silent_at_all, count(*) FILTER (WHERE w.guard_spent) AS spent
  FROM worker_registration.worker_state AS w
  LEFT JOIN gap_ends AS e ON e.instance = w.taken_by
  WHERE w.presence = 'PRESENT' AND w.health <> 'FAILED'
    AND w.lease_renewed_at < (SELECT now() - make_interval(secs => $3)) AND NOT {graceOfJoined}
  GROUP BY w.zone
),
present AS (
  SELECT w.zone, count(*) AS total
  FROM worker_registration.worker_state AS w
  WHERE w.presence = 'PRESENT' AND w.health <> 'FAILED'
  GROUP BY w.zone
),
alive AS (
  SELECT p.zone, p.total, coalesce(l.silent_at_all, 0) AS silent_at_all, coalesce(l.spent, 0) AS spent
  FROM present AS p
  LEFT JOIN late AS l ON coalesce(l.zone, '') = coalesce(p.zone, '')
),
-- Those that FAILED since the silence began were there before it.
lost AS (
  SELECT
    w.zone,
    count(*) FILTER (WHERE w.health_since >= g.episode_since) AS of_zone,
    count(*) FILTER (WHERE w.health_since >= fleet.episode_since) AS of_fleet
  FROM worker_registration.worker_state AS w
  LEFT JOIN worker_registration.guard AS g ON g.scope = 'zone' AND g.zone = coalesce(w.zone, '')
  LEFT JOIN worker_registration.guard AS fleet ON fleet.scope = 'fleet'
  WHERE w.presence = 'PRESENT' AND w.health = 'FAILED'
    AND w.health_since >= (SELECT min(episode_since) FROM worker_registration.guard)
  GROUP BY w.zone
),
level AS (
  SELECT
    coalesce(a.zone, l.zone, '') AS zone, coalesce(a.silent_at_all, 0) AS silent_at_all,
    coalesce(a.silent_at_all - a.spent, 0) AS silent,
    coalesce(a.total, 0) + coalesce(l.of_zone, 0) AS total, coalesce(a.total, 0) + coalesce(l.of_fleet, 0) AS total_of_fleet
  FROM alive AS a
  FULL JOIN lost AS l ON coalesce(l.zone, '') = coalesce(a.zone, '')
)
SELECT 'zone' AS scope, zone, silent::integer, silent_at_all::integer, total::integer
FROM level
WHERE silent_at_all >= $4
  OR EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.scope = 'zone' AND g.zone = level.zone)
UNION ALL
SELECT
  'fleet', '', coalesce(sum(silent), 0)::integer, coalesce(sum(silent_at_all), 0)::integer,
  coalesce(sum(total_of_fleet), 0)::integer
FROM level
