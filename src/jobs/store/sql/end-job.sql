-- Ends a job of a worker.
--
-- $1  uuid     the worker
-- $2  text     the job
-- $3  integer  fence: the incarnation of the call, or NULL
-- $4  text     the caller
-- $5  text     fence: the bootId of the call, or NULL
-- $6  jsonb    fence: the scope of the caller, or NULL
-- The piece that it is composed with: fence.sql.
-- Result: one row, or none for an unknown worker: the result of the fence, and whether the worker had the job.
WITH target AS (
  SELECT s.id, {fence} AS fence
  FROM worker_registration.worker_state AS s
  WHERE s.id = $1
  FOR NO KEY UPDATE
),
ended AS (
  DELETE FROM worker_registration.job AS j USING target AS t
  WHERE j.job_id = $2::text AND j.worker = t.id AND t.fence IS NULL
  RETURNING j.worker, j.fence, j.assigned_at
),
counted AS (
  UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count - 1, differing_beats = 0
  FROM ended AS e
  WHERE s.id = e.worker
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'job-ended', e.worker, w.worker_id, $4::text,
    jsonb_build_object(
      'jobId', $2::text, 'fence', e.fence, 'seconds', round(extract(epoch FROM now() - e.assigned_at))
    )
  FROM ended AS e
  JOIN worker_registration.worker AS w ON w.id = e.worker
)
SELECT fence, EXISTS (SELECT FROM ended) AS ended FROM target
