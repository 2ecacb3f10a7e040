-- How often processes took the name of a worker from each other lately, and from where.
--
-- $1  uuid              id
-- $2  double precision  the window in minutes
-- Result: one row: how often, and the addresses of the last two takeovers, each once.
SELECT
  count(*)::integer AS count,
  coalesce(array_agg(DISTINCT address) FILTER (WHERE place <= 2 AND address IS NOT NULL), '{}') AS addresses
FROM (
  SELECT address, row_number() OVER (ORDER BY seq DESC) AS place
  FROM (
    SELECT seq, type, at, detail, address FROM worker_registration.journal WHERE id = $1 ORDER BY seq DESC LIMIT 5000
  ) AS events
  WHERE type = 're-registered' AND detail ->> 'outcome' IN ('restarted', 'resumed')
    AND at BETWEEN now() - make_interval(secs => $2::float8 * 60) AND now()
) AS takeovers
