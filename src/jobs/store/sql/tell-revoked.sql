-- Forgets revoked jobs that their workers have dropped, and lists those that are left. The rows of the workers are held.
--
-- $1  uuid[]  the workers
-- $2  uuid[]  of each dropped job, the worker
-- $3  text[]  and the job
-- Result: one row a revoked job that is still to be told.
WITH dropped AS (
  DELETE FROM worker_registration.revoked_job AS r
  USING unnest($2::uuid[], $3::text[]) AS d (worker, job_id)
  WHERE r.worker = d.worker AND r.job_id = d.job_id
  RETURNING r.worker, r.job_id
),
remaining AS (
  SELECT r.worker, r.job_id
  FROM worker_registration.revoked_job AS r
  WHERE r.worker = ANY ($1::uuid[]) AND (r.worker, r.job_id) NOT IN (SELECT worker, job_id FROM dropped)
),
cleared AS (
  UPDATE worker_registration.worker_state AS s SET has_revoked_jobs = false
  WHERE s.id = ANY ($1::uuid[]) AND s.id NOT IN (SELECT worker FROM remaining)
)
SELECT worker, job_id FROM remaining ORDER BY worker, job_id
