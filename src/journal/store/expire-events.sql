-- Deletes events older than the retention, the oldest first, so that no others are read. By their places: with a join,
-- or an index lookup of each, the planner would scan what earlier batches left behind.
--
-- $1  integer  days that an event is kept
-- $2  integer  maximum number of rows
-- $3  bigint   the last event that the previous batch deleted, so that this one does not scan it either
-- Result: the number of deleted events, and the last of them, if any.
WITH expired AS (
  DELETE FROM worker_registration.journal
  WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM (
      SELECT ctid, at FROM worker_registration.journal WHERE seq > $3 ORDER BY seq LIMIT $2
    ) AS oldest
    WHERE at < now() - make_interval(days => $1)
  ))
  RETURNING seq
)
SELECT count(*)::integer AS expired, max(seq) AS last FROM expired
