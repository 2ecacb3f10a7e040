-- Deletes a record; its state goes with it, its journal stays.
--
-- $1  uuid  id
-- $2  text  who asks for it
-- Result: its id, or nothing where there was none.
WITH deleted AS (
  DELETE FROM worker_registration.worker WHERE id = $1 RETURNING id, worker_id
)
INSERT INTO worker_registration.journal (type, id, worker_id, actor)
SELECT 'deleted', id, worker_id, $2 FROM deleted
RETURNING id
