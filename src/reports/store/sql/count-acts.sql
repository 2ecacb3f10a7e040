-- Counts what people, keys and join tokens did in a period, by actor and type of event; not what workers and the service did.
--
-- $1  timestamptz   begin
-- $2  timestamptz   end
-- $3  integer       maximum number of rows, the latest
-- Result: one row per actor, stable name and type; `total` is the number of all.
SELECT
  actor, subject, type, count(*)::float8 AS times, count(DISTINCT id)::float8 AS workers, min(at) AS first_at, max(at) AS last_at,
  (array_agg(DISTINCT address) FILTER (WHERE address IS NOT NULL))[1:5] AS addresses,
  count(*) OVER ()::float8 AS total
FROM worker_registration.journal
WHERE at >= $1::timestamptz AND at < $2::timestamptz AND type NOT IN ('job-assigned', 'job-ended', 'job-released')
  AND actor NOT IN ('service', 'worker') AND NOT starts_with(coalesce(subject, ''), 'worker:')
GROUP BY actor, subject, type
ORDER BY max(at) DESC, actor, type
LIMIT $3
