-- Finds workers by their names.
--
-- $1  text[]  names, each at most once
-- $2  uuid[]  those of them in the form of an id
-- Result: workerId and id of each worker with one of these names. A worker may occur twice.
SELECT worker_id, id FROM worker_registration.worker WHERE worker_id = ANY ($1)
UNION ALL
SELECT worker_id, id FROM worker_registration.worker WHERE id = ANY ($2)
