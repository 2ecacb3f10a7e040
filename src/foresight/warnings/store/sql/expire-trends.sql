-- Deletes the figures of workers that have had no new ones for two hours.
--
-- $1  integer  maximum number of rows
-- Result: the number of deleted rows.
WITH old AS (
  SELECT id FROM worker_registration.worker_trend
  WHERE at < now() - interval '2 hours' OR at > now() + interval '2 hours'
  LIMIT $1
),
expired AS (
  DELETE FROM worker_registration.worker_trend AS t USING old WHERE t.id = old.id RETURNING 1
)
SELECT count(*)::integer AS expired FROM expired
