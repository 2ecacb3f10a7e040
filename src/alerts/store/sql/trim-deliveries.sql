-- Drops messages to a webhook that has too many waiting: the oldest reminders first, as they report nothing new.
--
-- $1  text     the webhook
-- $2  integer  maximum number of waiting messages
-- Result: one row: how many were dropped, and how many of them were reminders.
WITH waiting AS (
  SELECT seq, type, row_number() OVER (ORDER BY type = 'alert.reminder' DESC, seq) AS place, count(*) OVER () AS waiting
  FROM worker_registration.alert_delivery
  WHERE webhook = $1 AND finished_at IS NULL
),
dropped AS (
  DELETE FROM worker_registration.alert_delivery AS d USING waiting AS w
  WHERE d.seq = w.seq AND w.place <= w.waiting - $2
  RETURNING d.type
)
SELECT count(*)::integer AS dropped, count(*) FILTER (WHERE type = 'alert.reminder')::integer AS reminders FROM dropped
