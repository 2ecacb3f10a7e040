-- Locks the row of an instance and reads its last recording. Inserts the row again if it is gone.
--
-- $1  integer  its number
-- $2  text     its name
-- Result: one row: when it was last seen, and the current time, in milliseconds.
INSERT INTO worker_registration.instance AS i (number, name) VALUES ($1, $2)
ON CONFLICT (number) DO UPDATE SET name = i.name
RETURNING extract(epoch FROM seen_at)::float8 * 1000 AS last_seen, extract(epoch FROM now())::float8 * 1000 AS now
