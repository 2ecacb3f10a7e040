-- Removes an operator's mute.
--
-- $1  text  name of the rule
-- $2  text  actor
-- Result: one row if there was a mute.
WITH before AS (
  SELECT name, muted_until, mute_reason
  FROM worker_registration.alert_rule
  WHERE name = $1 AND muted_until IS NOT NULL
  FOR UPDATE
),
lifted AS (
  UPDATE worker_registration.alert_rule AS r SET muted_until = NULL, mute_reason = NULL, muted_by = NULL
  FROM before AS b
  WHERE r.name = b.name
  RETURNING b.muted_until, b.mute_reason
),
noted AS (
  INSERT INTO {journal} (type, actor, detail)
  SELECT 'alert-unmuted', $2, jsonb_build_object('rule', $1::text, 'until', muted_until, 'reason', mute_reason)
  FROM lifted
)
SELECT muted_until FROM lifted
