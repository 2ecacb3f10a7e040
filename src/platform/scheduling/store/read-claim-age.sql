-- How long ago a duty was claimed, by any instance.
--
-- $1  text  name of the duty
-- Result: milliseconds; no row where it never was.
SELECT greatest(0, 1000 * extract(epoch FROM now() - claimed_at))::float8 AS age
FROM worker_registration.duty
WHERE name = $1
