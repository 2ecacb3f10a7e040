-- Makes this transaction the one that takes figures anew; others wait here, and then find hers.
--
-- $1  text  kind
-- Result: one row: the time now.
INSERT INTO worker_registration.statistics AS s (kind) VALUES ($1)
ON CONFLICT (kind) DO UPDATE SET kind = s.kind
RETURNING clock_timestamp() AS now
