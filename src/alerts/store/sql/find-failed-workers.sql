-- Finds workers with status ERROR. Those that the rule already lists come first, so that none of them is replaced by
-- one with a smaller id when more have failed than are listed.
--
-- $1  uuid[]   ids that the rule already lists
-- $2  text     only workers of this zone; NULL: all
-- $3  integer  maximum number of rows
-- Result: one row per worker, each with the total number.
WITH known AS (
  SELECT id
  FROM worker_registration.worker_state
  WHERE id = ANY ($1::uuid[]) AND status = 'ERROR' AND ($2::text IS NULL OR zone = $2)
),
fresh AS (
  SELECT id
  FROM worker_registration.worker_state
  WHERE status = 'ERROR' AND ($2::text IS NULL OR zone = $2) AND id <> ALL ($1::uuid[])
  ORDER BY id
  LIMIT greatest(0, $3 - (SELECT count(*) FROM known))
)
SELECT
  s.id, w.worker_id, s.zone,
  CASE WHEN s.health <> 'HEALTHY' THEN s.health_since END AS since,
  -- The last error of a healthy worker belongs to an earlier failure.
  CASE WHEN s.health <> 'HEALTHY' THEN s.last_error ELSE concat_ws(': ', 'The worker reports ERROR', s.message) END AS reason,
  s.message,
  (
    SELECT count(*)::integer
    FROM worker_registration.worker_state
    WHERE status = 'ERROR' AND ($2::text IS NULL OR zone = $2)
  ) AS total
FROM (SELECT id FROM known UNION ALL SELECT id FROM fresh) AS failed
JOIN worker_registration.worker_state AS s USING (id)
JOIN worker_registration.worker AS w USING (id)
