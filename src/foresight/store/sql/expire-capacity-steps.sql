-- Deletes steps older than the retention.
--
-- $1  integer  length of the steps in minutes
-- $2  integer  days that they are kept
-- $3  integer  maximum number of rows
-- Result: the number of deleted steps.
WITH oldest AS (
  SELECT step_minutes, pool, zone, at FROM worker_registration.capacity_step
  WHERE step_minutes = $1 AND at < now() - make_interval(days => $2)
  ORDER BY at
  LIMIT $3
),
expired AS (
  DELETE FROM worker_registration.capacity_step AS step USING oldest
  WHERE (step.step_minutes, step.pool, step.zone, step.at)
    = (oldest.step_minutes, oldest.pool, oldest.zone, oldest.at)
  RETURNING 1
)
SELECT count(*)::integer AS expired FROM expired
