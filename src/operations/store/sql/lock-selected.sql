-- Locks the states of workers that an operation is about to change; locked ones are left for the next step.
--
-- $1  uuid[]  ids
-- $2  text    kind of the operation
-- $3  text    term of a replacement, or NULL
-- $4  jsonb   scope of the caller, or NULL
-- The piece that it is composed with: skip-reason.sql.
-- Result: one row for each locked worker: why it is skipped (skip), and the order that it has.
SELECT
  s.id, s.presence, {skip} AS skip, worker_registration.is_in_scope(s.id, $4::jsonb) AS in_scope,
  jsonb_build_object(
    'kind', s.order_kind, 'reason', s.order_reason, 'by', s.order_by, 'since', s.order_since, 'until', s.order_until,
    'deadline', s.order_deadline,
    'leaves', s.leave_when_drained, 'leaveBy', s.leave_asked_by, 'leaveReason', s.leave_reason
  ) AS order_now
FROM worker_registration.worker_state AS s
WHERE s.id = ANY ($1::uuid[])
ORDER BY s.id
FOR NO KEY UPDATE SKIP LOCKED
