-- Returns the last finished sweep, and when the last sweep was claimed.
--
-- Result: one row, even before the first sweep; with the current time, as ages are measured by the database's clock.
SELECT
  now() AS now, duty.claimed_at, last.round, last.started_at, last.finished_at, last.cause, last.unhealthy, last.failed,
  last.recovered, last.held, last.released
FROM (VALUES (1)) AS one
LEFT JOIN worker_registration.duty ON duty.name = 'sweep'
LEFT JOIN LATERAL (
  -- By round: the clock may have been set back since.
  SELECT * FROM worker_registration.sweep WHERE finished_at IS NOT NULL ORDER BY round DESC LIMIT 1
) AS last ON true
