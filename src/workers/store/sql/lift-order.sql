-- Lifts an order: what was before is there again, as it was kept beside it. A drain to leave is taken back as well, but
-- where another order was given over it: then that one alone.
--
-- $1  uuid  id
-- $2  text  who lifts it
-- $3  text  reason
-- The piece that it is composed with: order-ends.sql.
-- Result: the state after it, or nothing for an unknown worker.
WITH target AS (
  SELECT
    id, order_kind AS was,
    leave_when_drained AND presence = 'PRESENT' AND order_kind IS NOT NULL
      AND (order_kind, order_by, coalesce(order_until, 'infinity'))
        IS DISTINCT FROM ('DRAINING', coalesce(leave_asked_by, 'worker'), 'infinity'::timestamptz) AS drains
  FROM worker_registration.worker_state
  WHERE id = $1
  FOR NO KEY UPDATE
),
lifted AS (
  UPDATE worker_registration.worker_state AS s SET
    {ends}
  FROM target AS o
  WHERE s.id = o.id
  RETURNING s.*, o.was
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    'order-lifted', l.id, w.worker_id, $2,
    jsonb_build_object('kind', l.was, 'reason', $3::text, 'now', l.order_kind)
  FROM lifted AS l
  JOIN worker_registration.worker AS w USING (id)
  WHERE l.was IS NOT NULL
)
SELECT l.*, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM lifted AS l
