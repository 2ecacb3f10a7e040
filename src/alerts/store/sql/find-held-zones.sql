-- Returns the engaged guards; the fleet's before those of zones.
--
-- $1  text     only the guard of this zone; NULL: all, and the fleet's
-- $2  integer  maximum number of rows
-- Result: one row per guard, each with the total number.
SELECT
  scope, nullif(guard.zone, '') AS zone, since,
  format('%s of %s workers fell silent together', silent, guard.total) AS reason,
  count(*) OVER ()::integer AS total
FROM worker_registration.guard
WHERE state = 'HOLDING' AND ($1::text IS NULL OR scope = 'zone' AND guard.zone = $1)
ORDER BY scope, guard.zone
LIMIT $2
