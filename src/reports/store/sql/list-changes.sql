-- Lists what was changed in a period: orders, operations, deletions, guards and mutes; alike ones together.
--
-- $1  timestamptz   begin
-- $2  timestamptz   end
-- $3  text[]        types of events
-- $4  text          only workers and guards of this zone, '' for those without one; NULL: all
-- $5  integer       maximum number of rows, the latest
-- Result: one row per type, kind, actor and reason; of what workers and the service did by themselves, only departures. `total` is the number of all rows.
SELECT
  e.type, coalesce(e.detail ->> 'kind', e.detail ->> 'rule') AS kind, by.actor, e.detail ->> 'reason' AS reason,
  count(*)::float8 AS times, count(DISTINCT e.id)::float8 AS workers, min(e.at) AS first_at, max(e.at) AS last_at,
  count(*) OVER ()::float8 AS total
FROM worker_registration.journal AS e
CROSS JOIN LATERAL (
  SELECT CASE WHEN starts_with(coalesce(e.subject, ''), 'worker:') THEN 'worker' ELSE e.actor END AS actor
) AS by
LEFT JOIN worker_registration.worker_state AS s ON $4::text IS NOT NULL AND s.id = e.id
WHERE e.at >= $1::timestamptz AND e.at < $2::timestamptz AND e.type NOT IN ('job-assigned', 'job-ended', 'job-released')
  AND e.type = ANY ($3::worker_registration.event_type[])
  AND (e.type = 'deregistered' OR by.actor <> 'worker')
  AND NOT (e.actor = 'service' AND (e.type = 'cleaned-up' OR e.type = 'operation-ended' AND e.detail ->> 'kind' = 'cleanup'))
  AND ($4::text IS NULL OR coalesce(s.zone, e.detail ->> 'zone', '') = $4)
GROUP BY 1, 2, 3, 4
ORDER BY max(e.at) DESC, e.type, by.actor
LIMIT $5
