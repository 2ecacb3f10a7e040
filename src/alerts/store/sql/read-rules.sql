-- Returns the last evaluation of rules, and what they did before.
--
-- $1  text[]  their names
SELECT name, evaluated_at, value, total, summary, last_sent_at, muted_until, mute_reason, muted_by, history
FROM worker_registration.alert_rule
WHERE name = ANY ($1::text[])
