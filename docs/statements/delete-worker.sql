-- Deletes records and their states; their journal stays.
--
-- $1  uuid[]  ids
-- $2  text    the actor
-- $3  uuid    the operation that it belongs to, or NULL
-- Result: one row for each deleted record.
WITH deleted AS (
  DELETE FROM worker_registration.worker AS w USING worker_registration.worker_state AS s
  WHERE w.id = ANY ($1::uuid[]) AND s.id = w.id
  RETURNING w.id, w.worker_id, w.zone, s.presence, s.health
)
INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
SELECT
  'deleted', id, worker_id, $2,
  jsonb_strip_nulls(jsonb_build_object('was', presence, 'health', health, 'zone', zone, 'operation', $3::uuid))
FROM deleted
RETURNING id
