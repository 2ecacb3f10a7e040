-- Returns the holding guards, then the released and the spent ones; the fleet's before those of zones.
--
-- $1  integer  maximum number of rows
SELECT scope, nullif(zone, '') AS zone, state, since, silent, silent_now, total, hold_until, steered_by,
  steer_reason
FROM worker_registration.guard
WHERE state <> 'WATCHING'
ORDER BY state, scope, since, guard.zone
LIMIT $1
