-- Shared figures, while they are valid.
--
-- $1  text  kind
-- Result: the figures and the milliseconds that they are still valid; nothing where they are to be taken anew.
-- A clock that went back makes them invalid: they would look young for too long.
SELECT value, extract(epoch FROM valid_until - clock_timestamp())::float8 * 1000 AS valid_ms
FROM worker_registration.statistics
WHERE kind = $1 AND clock_timestamp() BETWEEN taken_at AND valid_until
