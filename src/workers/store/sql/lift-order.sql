-- Lifts an order, the worker's own drain included: what was before is there again, as it was kept beside it.
--
-- $1  uuid  id
-- $2  text  who lifts it
-- $3  text  reason
-- Result: the state after it, or nothing for an unknown worker.
WITH target AS (
  SELECT id, order_kind AS was FROM worker_registration.worker_state WHERE id = $1 FOR NO KEY UPDATE
),
lifted AS (
  UPDATE worker_registration.worker_state AS s SET
    order_kind = NULL, order_reason = NULL, order_by = NULL, order_since = NULL, order_until = NULL,
    leave_when_drained = false
  FROM target AS t
  WHERE s.id = t.id
  RETURNING s.*, t.was
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'order-lifted', l.id, w.worker_id, $2, jsonb_build_object('kind', l.was, 'reason', $3::text)
  FROM lifted AS l
  JOIN worker_registration.worker AS w USING (id)
  WHERE l.was IS NOT NULL
)
SELECT l.*, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM lifted AS l
