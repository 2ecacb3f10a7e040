-- Restores workers that left or were lost: each is expected again, with the description that it had. The drain with which
-- it left ends; other orders stay, and so do revocations.
--
-- $1  uuid[]  ids
-- $2  text    actor
-- $3  text    reason, or NULL
-- $4  jsonb   the scope of the caller, or NULL
-- $5  uuid    the operation that it belongs to, or NULL
-- Result: the id and the presence before of each known worker.
WITH target AS (
  SELECT
    id, presence AS was,
    leave_when_drained AND order_kind = 'DRAINING' AND order_until IS NULL
      AND order_by IS NOT DISTINCT FROM coalesce(leave_asked_by, 'worker') AS ends
  FROM worker_registration.worker_state
  WHERE id = ANY ($1::uuid[]) AND worker_registration.is_in_scope(id, $4::jsonb)
  FOR NO KEY UPDATE
),
restored AS (
  UPDATE worker_registration.worker_state AS s SET
    presence = 'EXPECTED',
    presence_since = now(),
    presence_reason = NULL,
    leave_when_drained = false,
    leave_asked_by = NULL,
    leave_reason = NULL,
    order_kind = CASE WHEN NOT t.ends THEN s.order_kind END,
    order_reason = CASE WHEN NOT t.ends THEN s.order_reason END,
    order_by = CASE WHEN NOT t.ends THEN s.order_by END,
    order_since = CASE WHEN NOT t.ends THEN s.order_since END,
    order_deadline = CASE WHEN NOT t.ends THEN s.order_deadline END
  FROM target AS t
  WHERE s.id = t.id AND t.was IN ('LEFT', 'LOST')
  RETURNING s.id, t.was
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    'restored', r.id, w.worker_id, $2,
    jsonb_strip_nulls(jsonb_build_object('from', r.was, 'reason', $3::text, 'operation', $5::uuid))
  FROM restored AS r
  JOIN worker_registration.worker AS w USING (id)
)
SELECT id, was FROM target
