-- Ends expired contests of names; locked rows are left for the next round. An end further away than the window was
-- computed by a clock that was ahead.
--
-- $1  double precision  the window in minutes
-- $2  integer           maximum number of rows
-- Result: the number of ended contests.
WITH over AS (
  SELECT id
  FROM worker_registration.worker_state
  WHERE contested_until <= now() OR contested_until > now() + make_interval(secs => $1::float8 * 60)
  LIMIT $2
  FOR NO KEY UPDATE SKIP LOCKED
),
ended AS (
  UPDATE worker_registration.worker_state AS s SET contested_until = NULL
  FROM over AS o
  WHERE s.id = o.id
  RETURNING s.id
)
SELECT count(*)::integer AS ended FROM ended
