-- Which workers are meant by names.
--
-- $1  text[]  names, each at most once
-- $2  uuid[]  those of them that are written like an id
-- Result: workerId and id of each worker that has one of them. A worker may come twice.
SELECT worker_id, id FROM worker_registration.worker WHERE worker_id = ANY ($1)
UNION ALL
SELECT worker_id, id FROM worker_registration.worker WHERE id = ANY ($2)
