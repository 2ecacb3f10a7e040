-- Lists workers of an operation that are not in service, and why; those that are under no order first.
--
-- $1  uuid     operation
-- $2  integer  maximum number of rows
-- The piece that it is composed with: unavailable-workers.sql.
SELECT
  w.worker_id,
  CASE
    WHEN s.id IS NULL THEN 'deleted'
    WHEN s.presence <> 'PRESENT' THEN s.presence::text
    WHEN s.order_kind IS NOT NULL THEN s.order_kind::text || ' by ' || s.order_by
    WHEN s.leave_when_drained THEN 'leaving'
    WHEN s.health <> 'HEALTHY' THEN s.health::text
    ELSE s.status::text
  END AS why
-- A piece: the workers of an operation ($1) that are not in service, for whatever reason. Workers that have left count as long as
-- the operation waits for a replacement. The piece that it is composed with: is-usable.sql.
FROM worker_registration.operation_worker AS w
LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
WHERE w.operation = $1 AND w.step <> 'skipped' AND NOT w.is_replaced
  AND CASE WHEN s.id IS NULL OR s.presence = 'LEFT' THEN w.step = 'under-way' ELSE NOT -- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
 END

ORDER BY coalesce(s.order_kind IS NOT NULL, true), w.zone, w.worker
LIMIT $2
