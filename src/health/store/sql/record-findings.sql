-- Stores what checks of the application found about workers, and removes what they no longer find.
--
-- $1  uuid[]     the workers that were checked
-- $2  uuid[]     the worker of each finding
-- $3  integer[]  the incarnation that was checked
-- $4  text[]     name of the check
-- $5  text[]     what is wrong
WITH found AS MATERIALIZED (
  SELECT * FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[]) AS f (worker, incarnation, name, sentence)
),
ended AS (
  DELETE FROM worker_registration.check_finding AS f
  WHERE f.worker = ANY ($1::uuid[])
    AND NOT EXISTS (SELECT FROM found WHERE found.worker = f.worker AND found.name = f.name)
),
-- A worker may have been deleted meanwhile.
known AS MATERIALIZED (
  SELECT w.id FROM worker_registration.worker AS w
  WHERE w.id IN (SELECT worker FROM found)
  ORDER BY w.id
  FOR KEY SHARE
)
INSERT INTO worker_registration.check_finding AS f (worker, name, incarnation, sentence)
SELECT found.worker, found.name, found.incarnation, found.sentence
FROM found JOIN known ON known.id = found.worker
ORDER BY found.worker, found.name
ON CONFLICT (worker, name) DO UPDATE SET incarnation = excluded.incarnation, sentence = excluded.sentence
WHERE (f.incarnation, f.sentence) IS DISTINCT FROM (excluded.incarnation, excluded.sentence)
