-- Whether there is an event at a place of the stream.
--
-- $1  xid8     its transaction
-- $2  bigint   its number
-- Result: one row.
SELECT EXISTS (SELECT FROM worker_registration.journal WHERE seq = $2::bigint AND tx = $1::xid8) AS there
