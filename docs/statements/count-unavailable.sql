-- Counts the workers of an operation that are not in service, those of them that stay so when they are healthy again, and
-- the replacements that no longer are in service.
--
-- $1  uuid         operation
-- $2  text         term of a replacement, or NULL
-- $3  timestamptz  when the operation was created
-- The pieces that it is composed with: unavailable-workers.sql, is-withdrawn.sql, replacements.sql.
SELECT u.unavailable, u.withdrawn, CASE WHEN $2::text IS NULL THEN 0 ELSE (
  SELECT coalesce(sum(greatest(0, r.replaced - r.arrived)), 0) FROM (
    -- A piece: the number of replacements in each zone that were registered since the operation ($1) began ($3) and are in
-- service, and how many workers of the operation they have replaced. $2: the term that a replacement has.
SELECT zone, coalesce(r.arrived, 0) AS arrived, coalesce(u.replaced, 0) AS replaced
FROM (
  SELECT coalesce(s.zone, '') AS zone, count(*)::integer AS arrived
  FROM worker_registration.worker AS d
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE d.terms @> ARRAY[$2::text] AND s.registered_at > $3::timestamptz AND -- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
 AND NOT EXISTS (
    SELECT FROM worker_registration.operation_worker AS own WHERE own.operation = $1 AND own.worker = s.id
  )
  GROUP BY 1
) AS r
FULL JOIN (
  SELECT zone, count(*)::integer AS replaced
  FROM worker_registration.operation_worker
  WHERE operation = $1 AND is_replaced
  GROUP BY zone
) AS u USING (zone)

  ) AS r
) END::integer AS missing
FROM (
  SELECT count(*)::integer AS unavailable, (count(*) FILTER (WHERE -- A piece: whether a worker (s), or none, stays out of service until someone changes that, even if it is healthy.
(s.id IS NULL OR s.presence = 'LEFT' OR s.order_kind IS NOT NULL OR s.leave_when_drained)
))::integer AS withdrawn
  -- A piece: the workers of an operation ($1) that are not in service, for whatever reason. Workers that have left count as long as
-- the operation waits for a replacement. The piece that it is composed with: is-usable.sql.
FROM worker_registration.operation_worker AS w
LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
WHERE w.operation = $1 AND w.step <> 'skipped' AND NOT w.is_replaced
  AND CASE WHEN s.id IS NULL OR s.presence = 'LEFT' THEN w.step = 'under-way' ELSE NOT -- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
 END

) AS u
