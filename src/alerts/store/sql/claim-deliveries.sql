-- Takes messages to a webhook on, for one attempt. Of each rule only the oldest: "resolved" must not overtake
-- "firing", or the receiver has an incident open for ever. An attempt whose process died is lost after a time, and
-- another comes.
--
-- $1  text              the webhook
-- $2  integer           maximum number of rows
-- $3  double precision  seconds after which the attempt is lost
-- Result: a row a message, with the time now.
WITH head AS (
  SELECT DISTINCT ON (rule) seq
  FROM worker_registration.alert_delivery
  WHERE webhook = $1 AND finished_at IS NULL
  ORDER BY rule, seq
),
due AS MATERIALIZED (
  SELECT d.seq
  FROM worker_registration.alert_delivery AS d
  JOIN head USING (seq)
  WHERE d.finished_at IS NULL AND d.next_at <= now() AND (d.claimed_until IS NULL OR d.claimed_until <= now())
  ORDER BY d.next_at, d.seq
  LIMIT $2
  FOR UPDATE OF d SKIP LOCKED
)
UPDATE worker_registration.alert_delivery AS d SET
  attempts = d.attempts + 1,
  claimed_until = now() + make_interval(secs => $3)
FROM due
WHERE d.seq = due.seq
RETURNING d.seq, d.id, d.rule, d.type, d.body, d.attempts, now() AS now
