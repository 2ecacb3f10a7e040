-- The guards of all zones and of the fleet.
--
-- Result: a row for each; moments are milliseconds since 1970.
SELECT
  scope, zone, state, silent, total, extract(epoch FROM since)::float8 * 1000 AS since,
  extract(epoch FROM episode_since)::float8 * 1000 AS "episodeSince"
FROM worker_registration.guard
