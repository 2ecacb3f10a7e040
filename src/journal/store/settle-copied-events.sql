-- Moves events to the beginning of the stream if this server has not begun their transactions yet: the journal was
-- copied from another server. When this server's transactions reach those numbers, the events would be sent as new.
--
-- $1  integer  maximum number of rows
-- Result: the number of moved events.
WITH settled AS (
  UPDATE worker_registration.journal SET tx = '0'
  WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM worker_registration.journal
    WHERE tx >= pg_snapshot_xmax(pg_current_snapshot())
    ORDER BY tx, seq LIMIT $1
    FOR UPDATE SKIP LOCKED
  ))
  RETURNING seq
)
SELECT count(*)::integer AS settled FROM settled
