-- Locks the descriptions of workers that are about to be deleted, as their states are locked after them; locked ones are
-- left for the next step.
--
-- $1  uuid[]  ids
SELECT id FROM worker_registration.worker WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
