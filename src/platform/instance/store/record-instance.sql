-- An ordinary second: the instance says that it is there.
--
-- $1  integer           its number
-- $2  double precision  seconds of silence that are no gap
-- $3  real              heartbeats a second that it takes
-- Result: one row; none where it was not seen for longer, the clock went back, or it was taken for gone.
UPDATE worker_registration.instance
SET seen_at = now(), heartbeat_rate = $3
WHERE number = $1 AND heir IS NULL
  AND seen_at BETWEEN now() - make_interval(secs => $2) AND now() + interval '1 second'
RETURNING number
