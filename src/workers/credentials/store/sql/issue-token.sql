-- Records the request of a worker for a new token if it may be issued. The row is locked, so that the journal shows the
-- request before a later takeover.
--
-- $1  uuid     id
-- $2  integer  fence: the incarnation of the call, or NULL
-- $3  text     the actor
-- $4  text     fence: the bootId of the call, or NULL
-- $5  jsonb    fence: the scope of the caller, or NULL
-- The pieces that it is composed with: fence.sql, repeats-event.sql.
-- Result: one row, or none for an unknown worker: its incarnation, presence with reason, the result of the fence, and
-- whether the token may be issued.
WITH worker AS (
  SELECT s.id, w.worker_id, s.incarnation, s.presence, s.presence_reason, {fence} AS fence
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE s.id = $1
  FOR NO KEY UPDATE OF s
),
judged AS (
  SELECT *, presence <> 'LEFT' AND fence IS NULL AS issued FROM worker
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT type, id, worker_id, actor, detail
  FROM (
    SELECT
      'token-issued'::worker_registration.event_type AS type, id, worker_id, $3::text AS actor, jsonb_build_object('incarnation', incarnation) AS detail
    FROM judged
    WHERE issued
  ) AS event
  WHERE NOT {repeats}
)
SELECT * FROM judged
