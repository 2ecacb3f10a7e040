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
{unavailable}
ORDER BY coalesce(s.order_kind IS NOT NULL, true), w.zone, w.worker
LIMIT $2
