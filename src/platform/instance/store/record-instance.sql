-- Records that the instance is alive, in an ordinary second.
--
-- $1  integer           its number
-- $2  double precision  seconds of silence that are no gap
-- $3  real              accepted heartbeats per second
-- Result: one row; none if it was not seen for longer, the clock was set back, or it was declared gone.
UPDATE worker_registration.instance
SET seen_at = now(), heartbeat_rate = $3
WHERE number = $1 AND heir IS NULL
  AND seen_at BETWEEN now() - make_interval(secs => $2) AND now() + interval '1 second'
RETURNING number
