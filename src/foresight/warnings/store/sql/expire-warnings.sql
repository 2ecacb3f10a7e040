-- Deletes ended warnings that began longer ago than the retention.
--
-- $1  integer  days that they are kept
-- $2  integer  maximum number of rows
-- Result: the number of deleted warnings.
WITH oldest AS (
  SELECT id FROM worker_registration.warning
  WHERE began_at < now() - make_interval(days => $1) AND ended_at IS NOT NULL
  ORDER BY began_at
  LIMIT $2
),
expired AS (
  DELETE FROM worker_registration.warning AS w USING oldest WHERE w.id = oldest.id RETURNING 1
)
SELECT count(*)::integer AS expired FROM expired
