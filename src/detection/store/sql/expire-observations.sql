-- Deletes reports that no longer count, the oldest first.
--
-- $1  integer  maximum number of rows
-- Result: the number of deleted reports.
WITH expired AS (
  DELETE FROM worker_registration.observation AS o
  WHERE (o.worker, o.reporter, o.job_id) IN (
    SELECT worker, reporter, job_id FROM worker_registration.observation
    WHERE at < now() - interval '3 minutes'
    ORDER BY at LIMIT $1
    FOR UPDATE SKIP LOCKED
  )
  RETURNING o.worker
)
SELECT count(*)::integer AS expired FROM expired
