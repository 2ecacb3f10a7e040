-- Makes workers suspect, or no longer suspect, by the reports that count now, and writes an event when that begins. A separate
-- statement after store-observations.sql: only a later snapshot sees the reports that were stored meanwhile.
--
-- $1  uuid[]   the workers, without duplicates
-- $2  text[]   the actor for each
-- $3  integer  number of workers that a reporter may accuse at a time; what another says does not count
-- Result: one row per worker: until when it is suspect by reports, NULL if it is not; and whether that begins now.
WITH credible AS MATERIALIZED (
  SELECT o.reporter
  FROM worker_registration.observation AS o
  WHERE o.at > now() - interval '3 minutes' AND o.reporter IN (
    SELECT r.reporter FROM worker_registration.observation AS r
    WHERE r.worker = ANY ($1::uuid[]) AND r.at > now() - interval '3 minutes'
  )
  GROUP BY o.reporter
  HAVING count(DISTINCT o.worker) <= $3
),
said AS (
  SELECT
    o.worker, o.reporter, max(o.at) AS last,
    -- The newest reports about jobs that the worker had.
    (array_agg(o.at ORDER BY o.at DESC) FILTER (WHERE o.job_id <> ''))[1] AS newest,
    (array_agg(o.at ORDER BY o.at DESC) FILTER (WHERE o.job_id <> ''))[3] AS third
  FROM worker_registration.observation AS o
  WHERE o.worker = ANY ($1::uuid[]) AND o.at > now() - interval '3 minutes'
    AND o.reporter IN (SELECT reporter FROM credible)
  GROUP BY o.worker, o.reporter
),
weighed AS (
  SELECT
    worker,
    -- Two reporters: until only one of them has a report that counts. One: three jobs within a minute.
    greatest(
      (array_agg(last ORDER BY last DESC))[2], max(newest) FILTER (WHERE third >= newest - interval '1 minute')
    ) + interval '3 minutes' AS until
  FROM said
  GROUP BY worker
),
target AS MATERIALIZED (
  SELECT s.id, s.accused_until AS was, w.until
  FROM worker_registration.worker_state AS s
  LEFT JOIN weighed AS w ON w.worker = s.id
  WHERE s.id = ANY ($1::uuid[]) AND s.accused_until IS DISTINCT FROM w.until
  ORDER BY s.id
  FOR NO KEY UPDATE OF s
),
changed AS (
  UPDATE worker_registration.worker_state AS s SET accused_until = t.until FROM target AS t WHERE s.id = t.id
  RETURNING s.id, t.was, t.until
),
begun AS (
  SELECT id, until FROM changed WHERE until > now() AND coalesce(was <= now(), true)
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    'suspected', b.id, w.worker_id, ($2::text[])[array_position($1::uuid[], b.id)],
    jsonb_build_object(
      'until', b.until,
      'reporters', (SELECT count(*) FROM said AS r WHERE r.worker = b.id),
      'kinds', (
        SELECT jsonb_agg(DISTINCT o.kind) FROM worker_registration.observation AS o
        WHERE o.worker = b.id AND o.at > now() - interval '3 minutes'
      )
    )
  FROM begun AS b
  JOIN worker_registration.worker AS w USING (id)
)
SELECT a.id, w.until, a.id IN (SELECT id FROM begun) AS begins
FROM unnest($1::uuid[]) AS a (id)
LEFT JOIN weighed AS w ON w.worker = a.id
