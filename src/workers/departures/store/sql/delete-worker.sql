-- Deletes records and their states; their journal stays.
--
-- $1  uuid[]  ids
-- $2  text    the actor
-- $3  uuid    the operation that it belongs to, or NULL
-- Result: one row for each deleted record.
WITH deleted AS (
  DELETE FROM worker_registration.worker WHERE id = ANY ($1::uuid[]) RETURNING id, worker_id
)
INSERT INTO {journal} (type, id, worker_id, actor, detail)
SELECT 'deleted', id, worker_id, $2, jsonb_strip_nulls(jsonb_build_object('operation', $3::uuid)) FROM deleted
RETURNING id
