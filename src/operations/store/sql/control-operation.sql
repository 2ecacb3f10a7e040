-- Pauses, resumes or ends an operation, if its state allows that.
--
-- $1  uuid    id
-- $2  text    the new state: paused, running, cancelled
-- $3  text[]  the states in which that is possible
-- $4  text    actor
-- $5  text    reason, or NULL
-- $6  jsonb   only if it is of a caller with this scope, or NULL
-- The piece that it is composed with: ended-detail.sql.
-- Result: the state before; no row for an unknown operation.
WITH target AS (
  SELECT id, state::text AS was
  FROM worker_registration.operation
  WHERE id = $1 AND ($6::jsonb IS NULL OR scope = $6)
  FOR NO KEY UPDATE
),
changed AS (
  UPDATE worker_registration.operation AS o SET
    state = $2::text::worker_registration.operation_state, state_since = now(), waiting_for = NULL
  FROM target AS t
  WHERE o.id = t.id AND t.was = ANY ($3::text[])
  RETURNING o.*
),
noted AS (
  INSERT INTO {journal} (type, actor, detail)
  SELECT
    CASE $2::text WHEN 'paused' THEN 'operation-paused' WHEN 'running' THEN 'operation-resumed' ELSE 'operation-ended' END
      ::worker_registration.event_type,
    $4, {ended}
  FROM changed AS o
)
SELECT was FROM target
