-- Deletes revoked jobs that their workers have dropped, or that were assigned to them again, and lists the rest. The
-- rows of the workers are locked, so that no job is assigned to them meanwhile. Assignments, which are far more
-- frequent, do not read this table.
--
-- $1  uuid[]  the workers
-- $2  uuid[]  of each dropped job, the worker
-- $3  text[]  and the job
-- Result: one row per revoked job that must still be reported.
WITH settled AS (
  DELETE FROM worker_registration.revoked_job AS r
  WHERE r.worker = ANY ($1::uuid[])
    AND (
      (r.worker, r.job_id) IN (SELECT worker, job_id FROM unnest($2::uuid[], $3::text[]) AS d (worker, job_id))
      OR EXISTS (SELECT FROM worker_registration.job AS j WHERE j.job_id = r.job_id AND j.worker = r.worker)
    )
  RETURNING r.worker, r.job_id
),
remaining AS (
  SELECT r.worker, r.job_id
  FROM worker_registration.revoked_job AS r
  WHERE r.worker = ANY ($1::uuid[]) AND (r.worker, r.job_id) NOT IN (SELECT worker, job_id FROM settled)
),
cleared AS (
  UPDATE worker_registration.worker_state AS s SET has_revoked_jobs = false
  WHERE s.id = ANY ($1::uuid[]) AND s.id NOT IN (SELECT worker FROM remaining)
)
SELECT worker, job_id FROM remaining ORDER BY worker, job_id
