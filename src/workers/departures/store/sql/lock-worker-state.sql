-- Locks the states of workers that are about to be deleted.
--
-- $1  uuid[]  ids
SELECT FROM worker_registration.worker_state WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE
