-- Returns the live instances.
--
-- $1  double precision  seconds after which an unseen instance no longer counts as live
SELECT number, name, started_at, seen_at, heartbeat_rate::float8 AS heartbeat_rate
FROM worker_registration.instance
-- Number 0 is not an instance: it stands for the time before instances were recorded.
WHERE number <> 0 AND heir IS NULL AND seen_at > now() - make_interval(secs => $1)
ORDER BY number
