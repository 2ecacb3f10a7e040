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
INSERT INTO {journal} (type, actor, detail)
SELECT 'operation-ended', 'service', {ended} FROM ended AS o
