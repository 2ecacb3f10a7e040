-- Inserts a new instance with the next number.
--
-- $1  text  its name
-- Result: one row with its number; none if that is in use: after a restore of the database, instances that kept
-- running are ahead of the sequence. The next try gets the next number.
INSERT INTO worker_registration.instance (name) VALUES ($1)
ON CONFLICT (number) DO NOTHING
RETURNING number
