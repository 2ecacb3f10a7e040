-- Deletes the records of replaced workers (`force`), whose rows this transaction has locked, and their states.
--
-- $1  uuid[]  ids
DELETE FROM worker_registration.worker WHERE id = ANY ($1::uuid[])
