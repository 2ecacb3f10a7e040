-- Workers of status ERROR. Those that the rule names already come first, so that nobody is dropped for another with
-- a smaller id while more fail than are named.
--
-- $1  uuid[]   ids that the rule names already
-- $2  text     only of this zone; NULL: of all
-- $3  integer  maximum number of rows
-- Result: a row a worker, each with the number of all.
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
  -- The last error of one that is not ill is that of an illness before.
  CASE WHEN s.health <> 'HEALTHY' THEN s.last_error ELSE 'The worker reports ERROR' END AS reason,
  (
    SELECT count(*)::integer
    FROM worker_registration.worker_state
    WHERE status = 'ERROR' AND ($2::text IS NULL OR zone = $2)
  ) AS total
FROM (SELECT id FROM known UNION ALL SELECT id FROM fresh) AS failed
JOIN worker_registration.worker_state AS s USING (id)
JOIN worker_registration.worker AS w USING (id)
