-- Returns the steps of a pool, or of a zone of it, that have ended.
--
-- $1  text         pool; '' for the whole fleet
-- $2  text         zone; '' for the whole pool
-- $3  integer      length of a step in minutes
-- $4  timestamptz  steps after this one
-- $5  integer      maximum number of rows, the first ones
-- Result: steps in order of time, with the number of the step since 1970.
SELECT
  (extract(epoch FROM at) / ($3 * 60))::float8 AS step, used, peak, unmet, samples
FROM worker_registration.capacity_step
WHERE step_minutes = $3 AND pool = $1 AND zone = $2 AND at > $4
  AND at + make_interval(mins => $3) <= statement_timestamp()
ORDER BY at
LIMIT $5
