-- Finds workers whose health changed too often. Reads the journal through its index on time.
--
-- $1  uuid[]            ids that the rule already lists; they come first
-- $2  text              only workers of this zone; NULL: all
-- $3  integer           maximum number of rows
-- $4  integer           more changes than this
-- $5  double precision  within this many minutes
-- Result: one row per worker, each with the total number.
WITH changed AS (
  SELECT id, count(*)::integer AS changes
  FROM worker_registration.journal
  WHERE at > now() - make_interval(secs => $5 * 60) AND at <= now() AND type IN ('unhealthy', 'failed', 'recovered') AND id IS NOT NULL
  GROUP BY id
  HAVING count(*) > $4
)
SELECT s.id, w.worker_id, s.zone, c.changes, count(*) OVER ()::integer AS total
FROM changed AS c
JOIN worker_registration.worker_state AS s USING (id)
JOIN worker_registration.worker AS w USING (id)
WHERE s.presence = 'PRESENT' AND ($2::text IS NULL OR s.zone = $2)
ORDER BY s.id = ANY ($1::uuid[]) DESC, c.changes DESC, s.id
LIMIT $3
