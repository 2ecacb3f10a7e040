-- Schedules a retry after a failed attempt.
--
-- $1  bigint            the message
-- $2  integer           its attempt, counted from 1; changes nothing if a later attempt has taken over
-- $3  text              the error
-- $4  double precision  seconds until the next attempt
-- $5  boolean           whether the receiver asked for that time
WITH put_off AS (
  UPDATE worker_registration.alert_delivery SET
    next_at = now() + make_interval(secs => $4),
    not_before = CASE WHEN $5 THEN now() + make_interval(secs => $4) END,
    claimed_until = NULL, last_error = $3
  WHERE seq = $1 AND attempts = $2 AND finished_at IS NULL
  RETURNING webhook
)
INSERT INTO worker_registration.alert_webhook AS w (name, last_attempt_at, last_error, last_error_at)
SELECT webhook, now(), $3, now() FROM put_off
ON CONFLICT (name) DO UPDATE SET
  last_attempt_at = excluded.last_attempt_at, last_error = excluded.last_error, last_error_at = excluded.last_error_at
