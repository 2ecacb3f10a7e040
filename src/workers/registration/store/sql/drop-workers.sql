-- Drops the records of workers that are replaced (`force`), whose rows this transaction holds; their states go with them.
--
-- $1  uuid[]  ids
DELETE FROM worker_registration.worker WHERE id = ANY ($1::uuid[])
