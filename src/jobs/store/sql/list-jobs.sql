-- A page of the jobs of a worker, in the order of their ids.
--
-- $1  uuid    the worker
-- $2  text    the job after which the page begins
-- $3  bigint  the number of jobs, at most
SELECT job_id, worker, fence, priority, assigned_at
FROM worker_registration.job
WHERE worker = $1 AND job_id > $2
ORDER BY job_id
LIMIT $3
