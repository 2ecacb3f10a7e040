-- Reads the current state of workers.
--
-- $1  uuid[]              ids
-- $2  double precision[]  margins of lateness: suspicion.ts
SELECT s.*, {timed}, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM worker_registration.worker_state AS s
WHERE id = ANY ($1)
