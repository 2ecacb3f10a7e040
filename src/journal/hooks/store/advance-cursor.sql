-- Moves a cursor to the last event that its consumer handled.
-- $1 name, $2 the consumer, $3 and $4 the place
-- Returns one row; none if another consumer holds the cursor.
UPDATE worker_registration.event_cursor
SET tx = $3::bigint, seq = $4::bigint
WHERE name = $1::text AND holder = $2::uuid
RETURNING name
