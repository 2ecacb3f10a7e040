SELECT
  w.worker AS id, w.worker_id, s.id IS NULL AS is_gone, coalesce(-- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
, false) AS is_usable,
  w.order_before, w.order_since::text AS order_since
FROM worker_registration.operation_worker AS w
LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
WHERE w.operation = $1 AND w.step = 'pending' AND ($2::text IS NULL OR w.zone = $2)
ORDER BY w.zone, w.worker
LIMIT $3
