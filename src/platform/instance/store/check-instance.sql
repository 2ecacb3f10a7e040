-- Checks whether an instance has recorded itself without a gap until now.
--
-- $1  integer           its number
-- $2  double precision  seconds of silence that are no gap
-- Result: one row; none if it was not seen for longer, the clock was set back, or it was declared gone.
SELECT number
FROM worker_registration.instance
WHERE number = $1 AND heir IS NULL
  -- Its own recording may be a moment later than the transaction that checks.
  AND seen_at BETWEEN now() - make_interval(secs => $2) AND now() + interval '1 second'
