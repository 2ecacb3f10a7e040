-- Until when the name of a worker counts as contested: processes took it from each other too often. NULL: it is not. The column
-- changes with a takeover, and when that time is over, never with a heartbeat.
ALTER TABLE worker_registration.worker_state ADD COLUMN contested_until timestamptz;
CREATE INDEX worker_state_contested ON worker_registration.worker_state (contested_until) WHERE contested_until IS NOT NULL;
