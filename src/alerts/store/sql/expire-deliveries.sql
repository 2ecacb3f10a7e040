-- Deletes messages older than the retention, the oldest first, so that no others are read: those that are finished,
-- and those to webhooks that the settings no longer have.
--
-- $1  integer  days that a message is kept
-- $2  integer  maximum number of rows
-- Result: the number of deleted messages.
WITH oldest AS (
  SELECT seq, created_at FROM worker_registration.alert_delivery ORDER BY seq LIMIT $2
),
expired AS (
  DELETE FROM worker_registration.alert_delivery AS d USING oldest AS o
  WHERE d.seq = o.seq AND o.created_at < now() - make_interval(days => $1)
  RETURNING d.seq
)
SELECT count(*)::integer AS expired FROM expired
