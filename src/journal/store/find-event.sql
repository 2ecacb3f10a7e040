-- Whether the stream has told of an event at a place.
--
-- $1  xid8     its transaction
-- $2  bigint   its number
-- Result: one row. Where a transaction still runs, or is not begun yet, nothing can have been told of it here: the journal was
-- copied from another server.
SELECT EXISTS (
  SELECT FROM worker_registration.journal
  WHERE seq = $2::bigint AND tx = $1::xid8 AND tx < pg_snapshot_xmin(pg_current_snapshot())
) AS there
