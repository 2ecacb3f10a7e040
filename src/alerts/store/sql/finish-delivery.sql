-- Records that a message was delivered or failed permanently. After a success, the other messages for the receiver are
-- due immediately, unless it asked for a delay.
--
-- $1  bigint   the message
-- $2  integer  its attempt, counted from 1; changes nothing if a later attempt has taken over
-- $3  boolean  delivered
-- $4  text     the error, if it was not delivered
WITH finished AS (
  UPDATE worker_registration.alert_delivery SET
    finished_at = now(), delivered = $3, claimed_until = NULL, last_error = coalesce($4, last_error)
  WHERE seq = $1 AND attempts = $2 AND finished_at IS NULL
  RETURNING webhook
),
-- Two messages that finish together would wait for each other's neighbours: locked rows are skipped.
asleep AS MATERIALIZED (
  SELECT d.seq
  FROM worker_registration.alert_delivery AS d
  JOIN finished AS f ON d.webhook = f.webhook
  WHERE $3 AND d.finished_at IS NULL AND d.seq <> $1 AND d.next_at > greatest(now(), d.not_before)
  FOR UPDATE OF d SKIP LOCKED
),
woken AS (
  UPDATE worker_registration.alert_delivery AS d SET next_at = greatest(now(), d.not_before)
  FROM asleep WHERE d.seq = asleep.seq
)
INSERT INTO worker_registration.alert_webhook AS w (name, last_attempt_at, last_delivered_at, last_error, last_error_at)
SELECT webhook, now(), CASE WHEN $3 THEN now() END, $4, CASE WHEN NOT $3 THEN now() END FROM finished
ON CONFLICT (name) DO UPDATE SET
  last_attempt_at = excluded.last_attempt_at,
  last_delivered_at = coalesce(excluded.last_delivered_at, w.last_delivered_at),
  last_error = coalesce(excluded.last_error, w.last_error),
  last_error_at = coalesce(excluded.last_error_at, w.last_error_at)
