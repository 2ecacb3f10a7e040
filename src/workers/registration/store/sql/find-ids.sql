-- Finds which ids belong to workers.
--
-- $1  uuid[]  ids
-- Result: id and workerId of each worker with one of these ids.
SELECT id, worker_id FROM worker_registration.worker WHERE id = ANY ($1::uuid[])
