-- Returns the steps of a pool, or of a zone of it, in which something was counted.
--
-- $1  text         pool; '' for the whole fleet
-- $2  text         zone; '' for the whole pool
-- $3  integer      length of a step in minutes
-- $4  timestamptz  begin
-- $5  timestamptz  end
-- Result: steps in order of time.
SELECT at, workers, usable, used, peak, unmet
FROM worker_registration.capacity_step
WHERE step_minutes = $3 AND pool = $1 AND zone = $2 AND at >= $4 AND at < $5 AND samples > 0
ORDER BY at
