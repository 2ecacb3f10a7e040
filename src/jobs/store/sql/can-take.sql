-- Whether any worker can take a job, even if its row is locked at the moment.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text[]            terms of `terms.ts` that the worker must all have; NULL for any
-- $4  text              its zone; NULL for any
-- $5  text              prefix of its workerId; NULL for any
-- $6  double precision[]  margins of lateness: suspicion.ts
-- $7  text[]            zones whose suspects take jobs like other workers
-- Result: one row: whether any worker can take it, and whether one that is not suspect can.
SELECT
  EXISTS (SELECT FROM worker_registration.worker_state AS s WHERE {canTake}) AS any,
  EXISTS (SELECT FROM worker_registration.worker_state AS s WHERE {canTake} AND NOT {lastChoice}) AS sound
