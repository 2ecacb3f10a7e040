-- Deletes instances that are gone and gaps that ended long ago.
--
-- $1  integer  days to keep instances and their gaps
-- $2  integer  days to keep gaps of workers
-- $3  integer  maximum number of gaps, of instances and of workers each
-- Result: the number of deleted gaps.
WITH old_gap AS (
  SELECT instance, gap_until FROM worker_registration.gap
  WHERE gap_until < now() - make_interval(days => $1)
  LIMIT $3
),
forgotten AS (
  DELETE FROM worker_registration.gap AS g USING old_gap AS o
  WHERE g.instance = o.instance AND g.gap_until = o.gap_until
  RETURNING g.instance
),
old_worker_gap AS (
  SELECT worker, gap_until FROM worker_registration.worker_gap
  WHERE gap_until < now() - make_interval(days => $2)
  LIMIT $3
),
forgotten_of_workers AS (
  DELETE FROM worker_registration.worker_gap AS g USING old_worker_gap AS o
  WHERE g.worker = o.worker AND g.gap_until = o.gap_until
  RETURNING g.worker
),
gone AS (
  DELETE FROM worker_registration.instance
  WHERE heir IS NOT NULL AND gap_until < now() - make_interval(days => $1)
)
SELECT
  greatest((SELECT count(*) FROM forgotten), (SELECT count(*) FROM forgotten_of_workers))::integer AS forgotten
