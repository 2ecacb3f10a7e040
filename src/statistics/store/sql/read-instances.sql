-- The instances that are there.
--
-- $1  double precision  seconds after which an instance that was not seen is gone
SELECT number, name, started_at, seen_at, heartbeat_rate::float8 AS heartbeat_rate
FROM worker_registration.instance
-- Number 0 is none: it stands for the time before there were any.
WHERE number <> 0 AND heir IS NULL AND seen_at > now() - make_interval(secs => $1)
ORDER BY number
