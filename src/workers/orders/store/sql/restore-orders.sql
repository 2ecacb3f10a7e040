-- Restores the orders that workers had before an operation changed them, where the order is still that of the operation.
--
-- $1  jsonb  a list of {id, before, since}: the order before ({kind, reason, by, since, until, deadline, leaves, leaveBy,
--            leaveReason}), and order_since after the operation
-- $2  text   the kind of the operation: drain, maintenance, activate, deregister
-- $3  text   its actor
-- $4  text   its reason
-- $5  text   actor
-- $6  text   reason
-- $7  uuid   the operation that restores them
-- $8  jsonb  the scope of the caller, or NULL
-- Result: one row for each restored worker.
WITH target AS (
  SELECT s.id, s.order_kind AS was, b.before
  FROM jsonb_to_recordset($1::jsonb) AS b (id uuid, before jsonb, since timestamptz)
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE CASE $2::text
    WHEN 'activate' THEN s.order_kind IS NULL AND NOT s.leave_when_drained
    WHEN 'deregister' THEN s.leave_when_drained AND s.leave_asked_by = worker_registration.actor_name($3)
      AND s.leave_reason IS NOT DISTINCT FROM $4 AND s.order_since IS NOT DISTINCT FROM b.since
    ELSE s.order_kind::text = CASE $2::text WHEN 'drain' THEN 'DRAINING' ELSE 'MAINTENANCE' END
      AND s.order_by = worker_registration.actor_name($3) AND s.order_reason IS NOT DISTINCT FROM $4
      AND s.order_since = b.since
  END AND worker_registration.is_in_scope(s.id, $8::jsonb)
  FOR NO KEY UPDATE OF s
),
restored AS (
  UPDATE worker_registration.worker_state AS s SET
    order_kind = (t.before ->> 'kind')::worker_registration.worker_status,
    order_reason = t.before ->> 'reason',
    order_by = t.before ->> 'by',
    order_since = (t.before ->> 'since')::timestamptz,
    order_until = (t.before ->> 'until')::timestamptz,
    order_deadline = (t.before ->> 'deadline')::timestamptz,
    leave_when_drained = (t.before ->> 'leaves')::boolean,
    leave_asked_by = t.before ->> 'leaveBy',
    leave_reason = t.before ->> 'leaveReason'
  FROM target AS t
  WHERE s.id = t.id
  RETURNING s.id, t.was, s.order_kind, s.order_reason, s.order_until
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT
    CASE WHEN r.order_kind IS NULL THEN 'order-lifted' ELSE 'order-given' END::worker_registration.event_type,
    r.id, w.worker_id, $5,
    CASE
      WHEN r.order_kind IS NULL THEN jsonb_build_object('kind', r.was, 'reason', $6::text, 'now', NULL)
      ELSE jsonb_build_object('kind', r.order_kind, 'reason', r.order_reason, 'until', r.order_until)
        || jsonb_strip_nulls(jsonb_build_object('was', r.was))
    END || jsonb_build_object('operation', $7::uuid)
  FROM restored AS r
  JOIN worker_registration.worker AS w USING (id)
)
SELECT id FROM restored
