-- Returns how many jobs a minute found no worker in the last ten minutes.
--
-- $1  text[]  pools
-- Result: a row for each pool with refused claims.
SELECT pool, sum(unmet)::float8 / extract(epoch FROM statement_timestamp() - min(began)) * 60 AS per_minute
FROM worker_registration.capacity_step
CROSS JOIN LATERAL (
  SELECT date_bin('5 minutes', statement_timestamp(), to_timestamp(0)) - interval '5 minutes' AS began
) AS window_of
WHERE step_minutes = 5 AND zone = '' AND pool = ANY ($1) AND at >= began AND at <= statement_timestamp()
GROUP BY pool
HAVING sum(unmet) > 0
