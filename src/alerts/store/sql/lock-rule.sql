-- Locks a rule for its evaluation or mute by this transaction; other transactions wait here.
--
-- $1  text  name
-- $2  text  kind
-- $3  text  severity
-- Result: one row: the stored state of the rule, and the current time.
INSERT INTO worker_registration.alert_rule AS r (name, kind, severity) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, severity = excluded.severity
RETURNING
  muted, mute_reason AS "muteReason",
  extract(epoch FROM last_sent_at)::float8 * 1000 AS "lastSentAt",
  extract(epoch FROM muted_until)::float8 * 1000 AS "mutedUntil",
  extract(epoch FROM now())::float8 * 1000 AS now
