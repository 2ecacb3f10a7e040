SELECT s.id AS id,
  s.status AS status,
  s.order_kind AS order_kind,
  s.order_reason AS order_reason,
  s.order_by AS order_by,
  s.order_since AS order_since,
  s.order_until AS order_until,
  s.order_deadline AS order_deadline,
  s.presence AS presence,
  s.current_job_count AS current_job_count,
  s.assigned_job_count AS assigned_job_count,
  s.last_heartbeat AS last_heartbeat,
  jsonb_build_object('workerId', w.worker_id) AS description
FROM (SELECT * FROM worker_registration.worker WHERE id > $1 ORDER BY id LIMIT 1000) AS w
CROSS JOIN LATERAL (SELECT * FROM worker_registration.worker_state WHERE id = w.id LIMIT 1) AS s
WHERE true
ORDER BY w.id
LIMIT 100
