-- Finds warnings that hold now.
--
-- $1  text[]   keys that the rule already lists; they come first
-- $2  text     only about workers of this zone; NULL: all
-- $3  integer  maximum number of rows
-- $4  text[]   kinds; NULL: all
-- Result: one row per warning, each with the total number.
SELECT
  id, worker, worker_id, zone, pool, began_at AS since, sentence AS reason, count(*) OVER ()::integer AS total
FROM worker_registration.warning
WHERE ended_at IS NULL AND ($2::text IS NULL OR zone = $2) AND ($4::text[] IS NULL OR kind = ANY ($4))
ORDER BY id::text = ANY ($1::text[]) DESC, began_at, id
LIMIT $3
