-- Takes events for the oldest of the stream whose transaction this server has not begun yet: the journal was copied
-- from another server. When its own transactions reach those numbers, they would be told as new.
--
-- $1  integer  maximum number of rows
-- Result: the number that there were.
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
