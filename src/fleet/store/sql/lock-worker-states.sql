-- Locks the states of workers, in the order of id.
--
-- $1  uuid[]  ids
SELECT FROM worker_registration.worker_state WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
