-- The guards of all zones and of the fleet.
--
-- Result: a row for each; moments are milliseconds since 1970.
SELECT
  scope, zone, state, silent, total, extract(epoch FROM since)::float8 * 1000 AS since,
  extract(epoch FROM episode_since)::float8 * 1000 AS "episodeSince",
  silent_now AS "silentNow", extract(epoch FROM hold_until)::float8 * 1000 AS "holdUntil",
  extract(epoch FROM released_through)::float8 * 1000 AS "releasedThrough"
FROM worker_registration.guard
