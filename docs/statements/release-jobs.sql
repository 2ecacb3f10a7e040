-- Releases jobs of workers whose rows this transaction has locked. This is a separate statement: only a snapshot
-- taken after locking the rows sees all jobs that were assigned before.
--
-- $1  uuid[]   the workers
-- $2  uuid[]   of each job that stays assigned, the worker
-- $3  text[]   and the job
-- $4  text     the reason in the journal
-- $5  text[]   the actor, for each worker of $1
-- $6  boolean  whether the worker does not know of it, and must be informed when it returns
-- Result: one row per job.
WITH released AS (
  DELETE FROM worker_registration.job AS j
  WHERE j.worker = ANY ($1::uuid[])
    AND (j.worker, j.job_id) NOT IN (SELECT worker, job FROM unnest($2::uuid[], $3::text[]) AS kept (worker, job))
  RETURNING j.worker, j.job_id, j.fence
),
counted AS (
  UPDATE worker_registration.worker_state AS s SET
    assigned_job_count = s.assigned_job_count - r.jobs,
    differing_beats = 0,
    has_revoked_jobs = s.has_revoked_jobs OR $6::boolean
  FROM (SELECT worker, count(*)::integer AS jobs FROM released GROUP BY worker) AS r
  WHERE s.id = r.worker
),
revoked AS (
  INSERT INTO worker_registration.revoked_job (worker, job_id)
  SELECT worker, job_id FROM released WHERE $6::boolean
  ON CONFLICT (worker, job_id) DO NOTHING
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'job-released', r.worker, w.worker_id, by.actor,
    jsonb_build_object('jobId', r.job_id, 'fence', r.fence, 'reason', $4::text)
  FROM released AS r
  JOIN worker_registration.worker AS w ON w.id = r.worker
  JOIN unnest($1::uuid[], $5::text[]) AS by (worker, actor) ON by.worker = r.worker
  ORDER BY r.worker, r.job_id
)
SELECT worker, job_id FROM released ORDER BY worker, job_id
