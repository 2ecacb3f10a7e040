-- When the message of a worker last changed: NULL if it has none, or has not changed since this column exists.
ALTER TABLE worker_registration.worker_state ADD COLUMN message_at timestamptz;
