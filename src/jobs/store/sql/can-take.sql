-- Whether anybody can take a job, whoever holds the row at the moment.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds
-- $3  text[]            words of `terms.ts` of which the worker must have all; NULL for any
-- $4  text              its zone; NULL for any
-- $5  text              how its workerId begins; NULL for any
-- Result: one row where there is one.
SELECT s.id FROM worker_registration.worker_state AS s WHERE {canTake} LIMIT 1
