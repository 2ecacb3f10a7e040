-- Locks the states of workers that an operation is about to change; locked ones are left for the next step.
--
-- $1  uuid[]  ids
-- $2  text    kind of the operation
-- $3  text    term of a replacement, or NULL
-- $4  jsonb   scope of the caller, or NULL
-- The piece that it is composed with: skip-reason.sql.
-- Result: one row for each locked worker: why it is skipped (skip), and the order that it has.
SELECT
  s.id, s.presence, -- A piece: why an operation of the kind $2 skips a worker (s), or NULL if it changes the worker. $3: the term of a
-- replacement, or NULL. An undone operation skips none beforehand: restore-orders decides.
CASE
  WHEN $2::text IN ('drain', 'maintenance') AND s.presence = 'LEFT' THEN 'it has left'
  WHEN $2::text IN ('drain', 'maintenance') AND s.presence = 'LOST' THEN 'it is lost'
  WHEN $2::text = 'activate' AND s.presence = 'LEFT' THEN 'it has left; restore it first'
  WHEN $2::text = 'activate' AND s.order_kind IS NULL AND NOT s.leave_when_drained THEN 'it has no order'
  WHEN $2::text = 'deregister' AND s.presence = 'LEFT' THEN 'it had left before'
  WHEN $2::text = 'restore' AND s.presence = 'PRESENT' THEN 'it is present'
  WHEN $2::text = 'restore' AND s.presence = 'EXPECTED' THEN 'it is expected already'
  WHEN $3::text IS NOT NULL AND s.presence = 'PRESENT' AND EXISTS (
    SELECT FROM worker_registration.worker AS d WHERE d.id = s.id AND d.terms @> ARRAY[$3::text]
  ) THEN 'it is a replacement itself'
END
 AS skip, worker_registration.is_in_scope(s.id, $4::jsonb) AS in_scope,
  jsonb_build_object(
    'kind', s.order_kind, 'reason', s.order_reason, 'by', s.order_by, 'since', s.order_since, 'until', s.order_until,
    'deadline', s.order_deadline,
    'leaves', s.leave_when_drained, 'leaveBy', s.leave_asked_by, 'leaveReason', s.leave_reason
  ) AS order_now
FROM worker_registration.worker_state AS s
WHERE s.id = ANY ($1::uuid[])
ORDER BY s.id
FOR NO KEY UPDATE SKIP LOCKED
