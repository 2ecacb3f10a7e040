-- Returns the last evaluation of rules.
--
-- $1  text[]  their names
SELECT name, evaluated_at, value, total, summary, last_sent_at, muted_until, mute_reason
FROM worker_registration.alert_rule
WHERE name = ANY ($1::text[])
