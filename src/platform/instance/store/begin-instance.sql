-- A new instance, under the next number.
--
-- $1  text  its name
-- Result: one row with its number; none where that is taken already: after a restore of the database, instances that went on
-- running are ahead of the sequence. The next try gets the next number.
INSERT INTO worker_registration.instance (name) VALUES ($1)
ON CONFLICT (number) DO NOTHING
RETURNING number
