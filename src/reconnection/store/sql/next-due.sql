-- Returns the time until the next worker becomes due.
--
-- Result: one row: milliseconds; NULL if no worker waits.
SELECT extract(epoch FROM min(next_at) - now())::float8 * 1000 AS milliseconds
FROM (VALUES ('new'), ('quick'), ('slow')) AS lanes (lane)
CROSS JOIN LATERAL (
  SELECT next_at FROM worker_registration.probe AS p
  WHERE p.lane = lanes.lane AND next_at > now() AND next_at < 'infinity'
  ORDER BY next_at
  LIMIT 1
) AS next
