-- Checks whether the stream has sent an event at a place.
--
-- $1  xid8     its transaction
-- $2  bigint   its number
-- Result: one row. A transaction that still runs, or has not begun yet, cannot have sent anything here: the journal
-- was copied from another server.
SELECT EXISTS (
  SELECT FROM worker_registration.journal
  WHERE seq = $2::bigint AND tx = $1::xid8 AND tx < pg_snapshot_xmin(pg_current_snapshot())
) AS there
