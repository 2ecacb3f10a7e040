-- Returns the engaged or the spent guards; the fleet's before those of zones.
--
-- $1  text     only the guard of this zone; NULL: all, and the fleet's
-- $2  integer  maximum number of rows
-- $3  text     the state: HOLDING or SPENT
-- Result: one row per guard, each with the total number.
SELECT
  scope, nullif(guard.zone, '') AS zone, since,
  CASE state
    WHEN 'SPENT' THEN format(
      '%s of %s workers %s still silent and no longer held', silent_now, guard.total,
      CASE silent_now WHEN 1 THEN 'is' ELSE 'are' END
    )
    ELSE format('%s of %s workers fell silent together', silent, guard.total)
  END AS reason,
  count(*) OVER ()::integer AS total
FROM worker_registration.guard
WHERE state = $3 AND ($1::text IS NULL OR scope = 'zone' AND guard.zone = $1)
ORDER BY scope, guard.zone
LIMIT $2
