-- Returns the steps of a pool that have ended.
--
-- $1  text         pool; '' for the whole fleet
-- $2  integer      length of a step in minutes
-- $3  timestamptz  steps after this one
-- $4  integer      maximum number of rows, the first ones
-- Result: steps in order of time, with the number of the step since 1970.
SELECT
  (extract(epoch FROM at) / ($2 * 60))::float8 AS step, used, peak, unmet, samples
FROM worker_registration.capacity_step
WHERE step_minutes = $2 AND pool = $1 AND zone = '' AND at > $3
  AND at + make_interval(mins => $2) <= statement_timestamp()
ORDER BY at
LIMIT $4
