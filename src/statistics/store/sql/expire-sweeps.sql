-- Deletes sweeps older than the retention, the oldest first, so that no others are read. One that never finished
-- counts from its start.
--
-- $1  integer  days that a sweep is kept
-- $2  integer  maximum number of rows
-- Result: the number of deleted sweeps.
WITH oldest AS (
  SELECT round, coalesce(finished_at, started_at) AS at FROM worker_registration.sweep ORDER BY round LIMIT $2
),
expired AS (
  DELETE FROM worker_registration.sweep AS s USING oldest AS o
  WHERE s.round = o.round AND o.at < now() - make_interval(days => $1)
  RETURNING s.round
)
SELECT count(*)::integer AS expired FROM expired
