SELECT
  w.worker AS id, w.worker_id, s.id IS NULL AS is_gone, coalesce(-- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
, false) AS is_usable,
  -- A piece: whether a worker (s), or none, stays out of service until someone changes that, even if it is healthy.
(s.id IS NULL OR s.presence = 'LEFT' OR s.order_kind IS NOT NULL OR s.leave_when_drained)
 OR s.presence = 'LOST' AS is_withdrawn,
  w.order_before, w.order_since::text AS order_since
FROM worker_registration.operation_worker AS w
LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
WHERE w.operation = $1 AND w.step = 'pending' AND ($2::text IS NULL OR w.zone = $2)
ORDER BY 5 DESC, 4, w.zone, w.worker
LIMIT $3
