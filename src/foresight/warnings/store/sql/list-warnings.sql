-- Lists warnings: open ones, those expected soonest first; or ended ones, the latest first.
--
-- $1  boolean  whether ended ones are listed
-- $2  text[]   kinds; empty: all
-- $3  text     only about workers of this zone; NULL: all
-- $4  uuid     only about this worker; NULL: all
-- $5  integer  maximum number of rows
-- Result: one row per warning, each with the total number.
SELECT
  id, kind, worker, worker_id, zone, pool, began_at, ended_at, expected_at, sentence, figures, outcome, outcome_at,
  count(*) OVER ()::integer AS total
FROM worker_registration.warning
WHERE (ended_at IS NOT NULL) = $1 AND (cardinality($2::text[]) = 0 OR kind = ANY ($2))
  AND ($3::text IS NULL OR zone = $3) AND ($4::uuid IS NULL OR worker = $4)
ORDER BY CASE WHEN $1 THEN '-infinity' ELSE coalesce(expected_at, 'infinity') END, began_at DESC, id
LIMIT $5
