-- Mutes a rule.
--
-- $1  text         name
-- $2  text         kind
-- $3  text         severity
-- $4  text         end of the mute: a time, or a duration from now
-- $5  text         reason, or NULL
-- $6  text         actor
-- Result: one row with the end; none if that is not in the future.
WITH muted AS (
  INSERT INTO worker_registration.alert_rule AS r (name, kind, severity, muted_until, mute_reason, muted_by)
  SELECT $1, $2, $3, e.until, $5, split_part($6, chr(31), 1) FROM (SELECT CASE WHEN $4::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $4::text::interval ELSE $4::text::timestamptz END AS until) AS e WHERE e.until > now()
  ON CONFLICT (name) DO UPDATE SET muted_until = excluded.muted_until, mute_reason = excluded.mute_reason, muted_by = excluded.muted_by
  RETURNING r.muted_until, r.mute_reason
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT 'alert-muted', $6, jsonb_build_object('rule', $1::text, 'until', muted_until, 'reason', mute_reason) FROM muted
)
SELECT muted_until FROM muted
