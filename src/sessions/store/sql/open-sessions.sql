-- Opens sessions of workers, in groups: each worker that may have one is given the number of its new session. An older session
-- of the worker is superseded, wherever it is.
--
-- $1  uuid[]     ids, without duplicates
-- $2  integer[]  fence: the incarnation that opens it, or NULL
-- $3  text[]     fence: its boot id, or NULL
-- $4  jsonb[]    fence: the scope of the caller, or NULL
-- $5  integer[]  number of each session
-- $6  integer    the instance that holds them
-- The piece `fence`: fence.sql. {waiting}: SKIP LOCKED skips locked rows; nothing waits for them.
-- Result: one row per known worker: whether its row was skipped; if not, the result of the fence, whether the session is
-- open, the facts that its first frames need, and the session that it has superseded.
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::jsonb[], $5::integer[]) WITH ORDINALITY
    AS o (id, incarnation, boot_id, scope, number, ord)
),
known AS (
  SELECT o.ord, w.id, w.worker_id FROM wanted AS o JOIN worker_registration.worker AS w ON w.id = o.id
),
target AS (
  SELECT o.ord, o.number, s.*, {fence} AS fence
  FROM wanted AS o
  JOIN worker_registration.worker_state AS s ON s.id = o.id
  -- In the order of id, so that two lists over the same workers cannot deadlock.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s {waiting}
),
opened AS (
  UPDATE worker_registration.worker_state AS s SET
    session_instance = $6,
    session_number = t.number,
    session_lost_at = NULL
  FROM target AS t
  WHERE s.id = t.id AND t.fence IS NULL AND t.presence <> 'LEFT'
  RETURNING s.id
)
SELECT
  k.ord::integer, t.id IS NULL AS locked, k.id, k.worker_id, t.presence, t.presence_reason, t.fence,
  t.id IN (SELECT id FROM opened) AS opened, t.incarnation, t.order_kind, t.has_revoked_jobs, t.lease_renewed_at, t.lease_seconds,
  t.session_instance AS older_instance, t.session_number AS older_number
FROM known AS k
-- A left join would be a nested loop: the planner does not know how long the lists are.
FULL JOIN target AS t ON t.ord = k.ord
