-- Deletes events older than the retention, the oldest first, so that only they are read.
--
-- $1  integer  days that an event is kept
-- $2  integer  how many at the most
-- Result: the number that were deleted.
WITH oldest AS (
  SELECT seq, at FROM worker_registration.journal ORDER BY seq LIMIT $2
),
expired AS (
  DELETE FROM worker_registration.journal AS j USING oldest AS o
  WHERE j.seq = o.seq AND o.at < now() - make_interval(days => $1)
  RETURNING j.seq
)
SELECT count(*)::integer AS expired FROM expired
