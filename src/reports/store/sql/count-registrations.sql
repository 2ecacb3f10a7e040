-- Counts the registrations of a period by cause, over time and for the workers with most of them.
--
-- $1  timestamptz  begin
-- $2  timestamptz  end
-- $3  integer      length of a step in seconds; steps begin at multiples of it since 1970
-- $4  text         only workers of this zone, '' for those without one; NULL: all
-- $5  integer      maximum number of workers
-- Result: rows of causes with the number of names, of steps by cause, and of workers, which registered more than once.
WITH registered AS (
  SELECT e.worker_id, step.at, cause.name AS cause, count(*) AS times, max(e.at) AS last_at
  FROM worker_registration.journal AS e
  CROSS JOIN LATERAL (SELECT date_bin(make_interval(secs => $3), e.at, to_timestamp(0)) AS at) AS step
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN e.type = 'registered' THEN 'created'
      WHEN e.type = 'replaced' THEN 'replaced'
      WHEN e.detail ->> 'from' = 'EXPECTED' THEN 'arrived'
      WHEN e.detail ->> 'from' = 'LOST' THEN 'after-loss'
      WHEN e.detail ->> 'from' = 'LEFT' THEN 'after-leaving'
      ELSE coalesce(e.detail ->> 'outcome', 'refreshed')
    END AS name
  ) AS cause
  LEFT JOIN worker_registration.worker AS d ON $4::text IS NOT NULL AND d.worker_id = e.worker_id
  WHERE e.at >= $1::timestamptz AND e.at < $2::timestamptz
    AND e.type NOT IN ('job-assigned', 'job-ended', 'job-released') AND e.type IN ('registered', 're-registered', 'replaced')
    AND ($4::text IS NULL OR coalesce(d.zone, '') = $4)
  GROUP BY e.worker_id, step.at, cause.name
),
worker AS (
  SELECT
    worker_id, sum(times) AS times, sum(times) FILTER (WHERE cause = 'restarted') AS restarts, max(last_at) AS last_at
  FROM registered
  GROUP BY worker_id
  HAVING sum(times) > 1
  ORDER BY 2 DESC, worker_id
  LIMIT $5
)
SELECT
  'cause' AS kind, cause, NULL::timestamptz AS at, NULL AS "workerId", NULL AS zone, sum(times)::float8 AS times, count(DISTINCT worker_id)::float8 AS workers,
  0::float8 AS restarts
FROM registered
GROUP BY cause
UNION ALL
SELECT 'step', cause, at, NULL, NULL, sum(times), count(*), 0 FROM registered GROUP BY at, cause
UNION ALL
SELECT
  'worker', NULL, w.last_at, w.worker_id, d.zone, w.times, 1, coalesce(w.restarts, 0)
FROM worker AS w
LEFT JOIN worker_registration.worker AS d USING (worker_id)
