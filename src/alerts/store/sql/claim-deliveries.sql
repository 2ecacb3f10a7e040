-- Claims messages to a webhook for one attempt. Of each rule only the oldest: "resolved" must not overtake "firing",
-- or the receiver would keep an incident open forever. The claim of a process that died expires, and another takes
-- over.
--
-- $1  text              the webhook
-- $2  integer           maximum number of rows
-- $3  double precision  seconds after which a claim expires
-- Result: one row per message, with the current time.
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
