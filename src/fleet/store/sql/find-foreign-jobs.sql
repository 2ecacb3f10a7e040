-- Which of the jobs that workers name are assigned to other workers.
--
-- $1  uuid[]  of each job, the worker that names it
-- $2  text[]  and the job
SELECT named.worker, named.job_id
FROM unnest($1::uuid[], $2::text[]) AS named (worker, job_id)
JOIN worker_registration.job AS j USING (job_id)
WHERE j.worker <> named.worker
