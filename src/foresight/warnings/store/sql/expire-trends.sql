-- Deletes the figures of workers that have had no new ones for two hours, or whose record is gone.
--
-- $1  integer  maximum number of rows
-- Result: the number of deleted rows.
WITH old AS (
  SELECT id FROM worker_registration.worker_trend AS t
  WHERE at < now() - interval '2 hours' OR at > now() + interval '2 hours'
    OR NOT EXISTS (SELECT FROM worker_registration.worker AS r WHERE r.id = t.id)
  LIMIT $1
),
expired AS (
  DELETE FROM worker_registration.worker_trend AS t USING old WHERE t.id = old.id RETURNING 1
)
SELECT count(*)::integer AS expired FROM expired
