-- A piece: the number of replacements in each zone that were registered since the operation ($1) began ($3) and are in
-- service, and how many workers of the operation they have replaced. $2: the term that a replacement has.
SELECT zone, coalesce(r.arrived, 0) AS arrived, coalesce(u.replaced, 0) AS replaced
FROM (
  SELECT coalesce(s.zone, '') AS zone, count(*)::integer AS arrived
  FROM worker_registration.worker AS d
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE d.terms @> ARRAY[$2::text] AND s.registered_at > $3::timestamptz AND {usable} AND NOT EXISTS (
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
