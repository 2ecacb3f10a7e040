-- Counts the workers that can take jobs and that unfinished operations have yet to take out of service, zone by zone, for the
-- whole fleet and each pool.
--
-- $1  jsonb  pools: [{name, terms}]
-- The piece that it is composed with: in-operation.sql.
-- Result: a row for each pool and zone with such workers: pool '' is the whole fleet, zone '' are workers without one.
WITH withdrawn AS MATERIALIZED (
  SELECT coalesce(s.zone, '') AS zone, w.terms
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY' AND s.id IN (
    {in_operation}
  )
)
SELECT pool, zone, count(*)::float8 AS workers
FROM (
  SELECT '' AS pool, zone FROM withdrawn
  UNION ALL
  SELECT given.name, withdrawn.zone
  FROM jsonb_to_recordset($1) AS given (name text, terms text[])
  JOIN withdrawn ON withdrawn.terms @> given.terms
) AS each
GROUP BY 1, 2
