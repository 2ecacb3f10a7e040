-- Deletes a record and its state; its journal stays.
--
-- $1  uuid  id
-- $2  text  the actor
-- Result: its id, or no row if there was none.
WITH deleted AS (
  DELETE FROM worker_registration.worker WHERE id = $1 RETURNING id, worker_id
)
INSERT INTO worker_registration.journal (type, id, worker_id, actor)
SELECT 'deleted', id, worker_id, $2 FROM deleted
RETURNING id
