-- Lists workers of an operation for which its waiting is over.
--
-- $1  uuid         operation
-- $2  text         term of a replacement, or NULL
-- $3  timestamptz  when the operation was created
-- $4  text         its kind
-- $5  integer      maximum number of rows
-- The pieces that it is composed with: is-drained.sql, is-usable.sql, replacements.sql.
-- Result: one row for each such worker, with the number of replacements in its zone that replace no worker yet (spare).
WITH judged AS (
  SELECT
    w.worker AS id, w.zone, w.order_before, w.order_since::text AS order_since,
    CASE
      WHEN s.id IS NULL THEN 'deleted'
      WHEN $2::text IS NOT NULL AND s.presence = 'PRESENT' AND s.health = 'HEALTHY' AND EXISTS (
        SELECT FROM worker_registration.worker AS d WHERE d.id = s.id AND d.terms @> ARRAY[$2::text]
      ) AND (s.order_kind IS NULL OR s.order_since IS NOT DISTINCT FROM w.order_since) THEN 'itself'
      WHEN s.presence = 'LEFT' THEN 'left'
      WHEN s.presence = 'LOST' THEN 'lost'
      WHEN $4::text = 'deregister' AND NOT s.leave_when_drained THEN 'changed'
      WHEN $4::text = 'deregister' THEN 'busy'
      WHEN s.order_kind::text IS DISTINCT FROM CASE $4::text WHEN 'drain' THEN 'DRAINING' ELSE 'MAINTENANCE' END
        OR s.order_since IS DISTINCT FROM w.order_since THEN 'changed'
      WHEN s.presence = 'EXPECTED' THEN 'expected'
      WHEN {drained} THEN 'drained'
      ELSE 'busy'
    END AS verdict
  FROM worker_registration.operation_worker AS w
  LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
  WHERE w.operation = $1 AND w.step = 'under-way'
),
replacements AS (
  SELECT * FROM (
    {replacements}
  ) AS r
  WHERE $2::text IS NOT NULL
)
SELECT j.id, j.zone, j.verdict, j.order_before, j.order_since, greatest(0, coalesce(r.arrived - r.replaced, 0)) AS spare
FROM judged AS j
LEFT JOIN replacements AS r USING (zone)
WHERE j.verdict <> 'busy' AND ($2::text IS NULL OR j.verdict IN ('itself', 'changed') OR r.arrived > r.replaced)
ORDER BY j.id
LIMIT $5
