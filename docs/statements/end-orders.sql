-- Ends expired orders, some thousand at a time; locked rows are left for the next round, and drains past their deadline until
-- their jobs are released: lock-overdue-drains.sql.
--
-- $1  integer  maximum number of rows
-- The piece that it is composed with: order-ends.sql.
-- Result: the number of ended orders.
WITH over AS (
  SELECT
    id, order_kind AS was, order_until AS ended_at,
    -- A drain to leave has no end of its own: this order was given on top of it.
    leave_when_drained AND presence = 'PRESENT' AS drains
  FROM worker_registration.worker_state
  WHERE order_until <= now()
    AND (order_deadline IS NULL OR order_deadline > now() OR order_kind <> 'DRAINING' OR assigned_job_count = 0)
  ORDER BY order_until
  LIMIT $1
  FOR NO KEY UPDATE SKIP LOCKED
),
ended AS (
  UPDATE worker_registration.worker_state AS s SET
    -- A piece: the changes of a worker (s) when its order ends (o): a drain below the order is in force again (o.drains),
-- else it has no order.
order_kind = CASE WHEN o.drains THEN 'DRAINING'::worker_registration.worker_status END,
order_reason = CASE WHEN o.drains THEN s.leave_reason END,
order_by = CASE WHEN o.drains THEN coalesce(s.leave_asked_by, 'worker') END,
order_since = CASE WHEN o.drains THEN now() END,
order_until = NULL,
order_deadline = NULL,
leave_when_drained = s.leave_when_drained AND o.drains,
leave_asked_by = CASE WHEN o.drains THEN s.leave_asked_by END,
leave_reason = CASE WHEN o.drains THEN s.leave_reason END

  FROM over AS o
  WHERE s.id = o.id
  RETURNING s.id, o.was, o.ended_at, s.order_kind
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    'order-lifted', e.id, w.worker_id, 'service',
    jsonb_build_object('kind', e.was, 'until', e.ended_at, 'now', e.order_kind)
  FROM ended AS e
  JOIN worker_registration.worker AS w USING (id)
)
SELECT count(*)::integer AS ended FROM ended
