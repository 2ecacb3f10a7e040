-- Returns shared figures while they are valid.
--
-- $1  text  kind
-- Result: the figures and their remaining validity in milliseconds; none if a new count is due. A clock that was set
-- back makes them invalid: they would look recent for too long.
SELECT value, extract(epoch FROM valid_until - clock_timestamp())::float8 * 1000 AS valid_ms
FROM worker_registration.statistics
WHERE kind = $1 AND clock_timestamp() BETWEEN taken_at AND valid_until
