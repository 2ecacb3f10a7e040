-- Which ids are given to workers.
--
-- $1  uuid[]  ids
-- Result: id and workerId of each worker that has one of them.
SELECT id, worker_id FROM worker_registration.worker WHERE id = ANY ($1::uuid[])
