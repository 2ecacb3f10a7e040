-- Counts the workers of an operation that are not in service, for whatever reason, and the replacements that no longer are.
-- Workers that have left count as long as the operation waits for a replacement.
--
-- $1  uuid         operation
-- $2  text         term of a replacement, or NULL
-- $3  timestamptz  when the operation was created
-- The pieces that it is composed with: is-usable.sql, replacements.sql.
SELECT (
  SELECT count(*)
  FROM worker_registration.operation_worker AS w
  LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
  WHERE w.operation = $1 AND w.step <> 'skipped' AND NOT w.is_replaced
    AND CASE WHEN s.id IS NULL OR s.presence = 'LEFT' THEN w.step = 'under-way' ELSE NOT -- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
 END
)::integer + CASE WHEN $2::text IS NULL THEN 0 ELSE (
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
) END::integer AS unavailable
