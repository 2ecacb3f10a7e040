-- Whether any worker can take a job, even if its row is locked at the moment.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text[]            terms of `terms.ts` that the worker must all have; NULL for any
-- $4  text              its zone; NULL for any
-- $5  text              prefix of its workerId; NULL for any
-- Result: one row if there is such a worker.
SELECT s.id FROM worker_registration.worker_state AS s WHERE {canTake} LIMIT 1
