-- Releases a cursor, so that another consumer continues immediately.
-- $1 name, $2 the consumer
UPDATE worker_registration.event_cursor
SET holder = NULL, held_until = NULL
WHERE name = $1::text AND holder = $2::uuid
