-- Returns the items that rules hold for now: per rule, firing items before pending ones, the oldest first.
--
-- $1  text[]   names of the rules
-- $2  integer  maximum number of items per rule
SELECT rule, pending_since, firing_since, subject
FROM (
  SELECT
    a.rule, a.key, a.pending_since, f.firing_since, a.detail AS subject,
    row_number() OVER (PARTITION BY a.rule ORDER BY f.firing_since NULLS LAST, a.pending_since, a.key) AS place
  FROM worker_registration.alert AS a
  CROSS JOIN LATERAL (SELECT CASE WHEN a.ended_at IS NULL THEN a.firing_since END AS firing_since) AS f
  WHERE a.rule = ANY ($1::text[]) AND a.pending_since IS NOT NULL
) AS active
WHERE place <= $2
ORDER BY rule, place
