-- Locks the figures for a new count by this transaction; other transactions wait here, and then find its result.
--
-- $1  text  kind
-- Result: one row: the current time.
INSERT INTO worker_registration.statistics AS s (kind) VALUES ($1)
ON CONFLICT (kind) DO UPDATE SET kind = s.kind
RETURNING clock_timestamp() AS now
