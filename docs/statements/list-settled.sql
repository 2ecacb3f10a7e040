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
      WHEN -- A piece: whether a worker (s) under an order runs no jobs; a heartbeat since the order says so. `isDrained` of
-- fleet/dto/order.dto.ts is the same in TypeScript.
(greatest(s.current_job_count, s.assigned_job_count) = 0 AND s.last_heartbeat > s.order_since)
 THEN 'drained'
      ELSE 'busy'
    END AS verdict
  FROM worker_registration.operation_worker AS w
  LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
  WHERE w.operation = $1 AND w.step = 'under-way'
),
replacements AS (
  SELECT * FROM (
    -- A piece: the number of replacements in each zone that were registered since the operation ($1) began ($3) and are in
-- service, and how many workers of the operation they have replaced. $2: the term that a replacement has.
SELECT zone, coalesce(r.arrived, 0) AS arrived, coalesce(u.replaced, 0) AS replaced
FROM (
  SELECT coalesce(s.zone, '') AS zone, count(*)::integer AS arrived
  FROM worker_registration.worker AS d
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE d.terms @> ARRAY[$2::text] AND s.registered_at > $3::timestamptz AND -- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
 AND NOT EXISTS (
    SELECT FROM worker_registration.operation_worker AS own WHERE own.operation = $1 AND own.worker = s.id
  )
  GROUP BY 1
) AS r
FULL JOIN (
  SELECT zone, count(*)::integer AS replaced
  FROM worker_registration.operation_worker
  WHERE operation = $1 AND is_replaced
  GROUP BY zone
) AS u USING (zone)

  ) AS r
  WHERE $2::text IS NOT NULL
)
SELECT j.id, j.zone, j.verdict, j.order_before, j.order_since, greatest(0, coalesce(r.arrived - r.replaced, 0)) AS spare
FROM judged AS j
LEFT JOIN replacements AS r USING (zone)
WHERE j.verdict <> 'busy' AND ($2::text IS NULL OR j.verdict IN ('itself', 'changed') OR r.arrived > r.replaced)
ORDER BY j.id
LIMIT $5
