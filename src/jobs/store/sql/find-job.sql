-- The assignment of a job.
--
-- $1  text  the job
SELECT job_id, worker, fence, priority, assigned_at FROM worker_registration.job WHERE job_id = $1
