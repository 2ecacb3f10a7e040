SELECT id, worker_id, zone, jobs, skip FROM (
  SELECT
    w.id, w.worker_id, coalesce(s.zone, '') AS zone, greatest(s.current_job_count, s.assigned_job_count) AS jobs,
    -- A piece: why an operation of the kind $1 skips a worker (s), or NULL if it changes the worker. $2: the term of a
-- replacement, or NULL. An undone operation skips none beforehand: restore-orders decides.
CASE
  WHEN $1::text IN ('drain', 'maintenance') AND s.presence = 'LEFT' THEN 'it has left'
  WHEN $1::text IN ('drain', 'maintenance') AND s.presence = 'LOST' THEN 'it is lost'
  WHEN $1::text = 'activate' AND s.presence = 'LEFT' THEN 'it has left; restore it first'
  WHEN $1::text = 'activate' AND s.order_kind IS NULL AND NOT s.leave_when_drained THEN 'it has no order'
  WHEN $1::text = 'deregister' AND s.presence = 'LEFT' THEN 'it had left before'
  WHEN $1::text = 'restore' AND s.presence = 'PRESENT' THEN 'it is present'
  WHEN $1::text = 'restore' AND s.presence = 'EXPECTED' THEN 'it is expected already'
  WHEN $2::text IS NOT NULL AND s.presence = 'PRESENT' AND EXISTS (
    SELECT FROM worker_registration.worker AS d WHERE d.id = s.id AND d.terms @> ARRAY[$2::text]
  ) THEN 'it is a replacement itself'
END
 AS skip, -- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
 AS usable, s.presence, s.health, s.reported_status,
    least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) AS free
  FROM worker_registration.worker AS w
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE true
  ORDER BY w.id
  LIMIT 100001
  ) AS selected
ORDER BY id
LIMIT $3
