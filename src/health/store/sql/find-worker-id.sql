-- The id of a worker.
--
-- $1  text  its workerId
-- $2  uuid  or its id; NULL where the name is none
-- Result: up to two rows, that of the workerId first.
SELECT id FROM worker_registration.worker WHERE worker_id = $1 OR id = $2::uuid ORDER BY worker_id = $1 DESC
