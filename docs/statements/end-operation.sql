-- Ends an operation by itself. The transaction has locked it.
--
-- $1  uuid  id
-- $2  text  finished or expired
-- The piece that it is composed with: ended-detail.sql.
WITH ended AS (
  UPDATE worker_registration.operation AS o SET
    state = $2::text::worker_registration.operation_state, state_since = now(), waiting_for = NULL
  WHERE o.id = $1
  RETURNING o.*
)
INSERT INTO worker_registration.journal (type, actor, detail)
SELECT 'operation-ended', 'service', -- A piece: the detail of an event of an operation (o). o.reason: why it changed.
jsonb_strip_nulls(jsonb_build_object(
  'operation', o.id, 'kind', o.kind, 'state', o.state, 'reason', o.reason, 'workers', o.total, 'done', o.done,
  'skipped', o.skipped, 'failed', o.failed, 'left', o.total - o.done - o.skipped - o.failed
))
 FROM ended AS o
