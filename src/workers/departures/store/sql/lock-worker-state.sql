-- Locks the state of a worker that is about to be deleted.
--
-- $1  uuid  id
SELECT FROM worker_registration.worker_state WHERE id = $1 FOR UPDATE
