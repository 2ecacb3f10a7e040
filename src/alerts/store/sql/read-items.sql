-- Returns the items that a rule holds for, or held for.
--
-- $1  text  name of the rule
SELECT
  key, told, detail AS subject,
  extract(epoch FROM pending_since)::float8 * 1000 AS "pendingSince",
  extract(epoch FROM firing_since)::float8 * 1000 AS "firingSince",
  extract(epoch FROM ended_at)::float8 * 1000 AS "endedAt"
FROM worker_registration.alert
WHERE rule = $1
ORDER BY firing_since, pending_since, key
