-- Counts the slots of the whole fleet and of each pool, zone by zone, in one pass. Pools find their workers through the index
-- of terms.
--
-- $1  double precision    length of a lease in seconds where a worker has none of its own
-- $2  double precision[]  margins of lateness: suspicion.ts
-- $3  jsonb               pools: [{name, terms}]
-- The pieces `availability` and `suspect`: the free slots of a worker s, and whether it is suspect.
-- Result: a row for each pool and zone with workers: pool '' is the whole fleet, zone '' are workers without one.
SELECT
  pool, coalesce(s.zone, '') AS zone,
  count(*) FILTER (WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY')::float8 AS workers,
  coalesce(sum(s.usable_slots) FILTER (
    WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY'
  ), 0)::float8 AS usable,
  coalesce(sum(greatest(s.current_job_count, s.assigned_job_count)) FILTER (
    WHERE s.presence = 'PRESENT'
  ), 0)::float8 AS used,
  coalesce(sum({availability}) FILTER (
    WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY' AND NOT {suspect}
      AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $1) > statement_timestamp()
  ), 0)::float8 AS free,
  count(*) FILTER (
    WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY' AND {suspect}
  )::float8 AS suspect,
  count(*) FILTER (WHERE s.presence = 'PRESENT' AND s.order_kind = 'DRAINING')::float8 AS draining,
  count(*) FILTER (WHERE s.presence = 'EXPECTED')::float8 AS expected
FROM (
  SELECT '' AS pool, each.* FROM worker_registration.worker_state AS each
  UNION ALL
  SELECT given.name, each.*
  FROM jsonb_to_recordset($3) AS given (name text, terms text[])
  JOIN worker_registration.worker AS w ON w.terms @> given.terms
  JOIN worker_registration.worker_state AS each ON each.id = w.id
) AS s
GROUP BY 1, 2
