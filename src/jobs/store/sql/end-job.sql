-- Ends a job of a worker.
--
-- $1  uuid     the worker
-- $2  text     the job
-- $3  integer  the incarnation that says so: a fence; NULL where it is nobody's
-- $4  text     who says so
-- Result: one row, or none for an unknown worker: whether the worker had it, or another life of it has taken over.
WITH target AS (
  SELECT id, coalesce(incarnation <> $3, false) AS superseded
  FROM worker_registration.worker_state
  WHERE id = $1
  FOR NO KEY UPDATE
),
ended AS (
  DELETE FROM worker_registration.job AS j USING target AS t
  WHERE j.job_id = $2::text AND j.worker = t.id AND NOT t.superseded
  RETURNING j.worker, j.assigned_at
),
counted AS (
  UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count - 1, differing_beats = 0
  FROM ended AS e
  WHERE s.id = e.worker
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'job-ended', e.worker, w.worker_id, $4::text,
    jsonb_build_object('jobId', $2::text, 'seconds', round(extract(epoch FROM now() - e.assigned_at)))
  FROM ended AS e
  JOIN worker_registration.worker AS w ON w.id = e.worker
)
SELECT superseded, EXISTS (SELECT FROM ended) AS ended FROM target
