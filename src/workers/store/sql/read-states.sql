-- The state of workers as it is now.
--
-- $1  uuid[]  ids
SELECT * FROM worker_registration.worker_state WHERE id = ANY ($1)
