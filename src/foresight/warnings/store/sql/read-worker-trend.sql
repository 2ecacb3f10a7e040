-- Returns the figures of a worker's last hour, and the hours of its last day.
--
-- $1  uuid  the worker
-- Result: one row, or none if the worker has no figures.
SELECT at, memory, lag, errors, lateness
FROM worker_registration.worker_trend
WHERE id = $1 AND at > now() - interval '1 hour'
