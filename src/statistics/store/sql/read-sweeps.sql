-- The last sweep that was finished, and when the last one was claimed.
--
-- Result: one row, also before the first sweep; now, as all ages are told by the clock of the database.
SELECT
  now() AS now, duty.claimed_at, last.round, last.started_at, last.finished_at, last.cause, last.unhealthy, last.failed,
  last.recovered, last.held, last.released
FROM (VALUES (1)) AS one
LEFT JOIN worker_registration.duty ON duty.name = 'sweep'
LEFT JOIN LATERAL (
  -- By round: moments may be of a clock that was set back since.
  SELECT * FROM worker_registration.sweep WHERE finished_at IS NOT NULL ORDER BY round DESC LIMIT 1
) AS last ON true
