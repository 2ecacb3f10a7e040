-- Returns what decides whether workers are in the scope of a limited key.
--
-- $1  uuid[]  ids of workers
-- Result: one row per record that exists.
SELECT id, worker_id AS "workerId", terms FROM worker_registration.worker WHERE id = ANY ($1)
