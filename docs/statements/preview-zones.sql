WITH selected AS MATERIALIZED (
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
),
affected AS (
  SELECT
    zone, count(*) AS selected, count(*) FILTER (WHERE skip IS NULL) AS affected,
    coalesce(sum(jobs) FILTER (WHERE skip IS NULL), 0) AS jobs,
    count(*) FILTER (WHERE skip IS NULL AND usable) AS leaving,
    coalesce(sum(free) FILTER (WHERE skip IS NULL AND usable), 0) AS free_leaving,
    count(*) FILTER (WHERE skip IS NULL AND NOT usable AND presence = 'PRESENT' AND health = 'HEALTHY'
      AND reported_status IN ('ACTIVE', 'IDLE', 'BUSY')) AS coming,
    coalesce(sum(free) FILTER (WHERE skip IS NULL AND NOT usable AND presence = 'PRESENT' AND health = 'HEALTHY'
      AND reported_status IN ('ACTIVE', 'IDLE', 'BUSY')), 0) AS free_coming
  FROM selected
  GROUP BY zone
),
fleet AS (
  SELECT coalesce(s.zone, '') AS zone, count(*) AS usable, coalesce(sum(least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count)))), 0) AS free
  FROM worker_registration.worker_state AS s
  WHERE -- A piece: whether a worker (s) is in service.
(s.health = 'HEALTHY' AND s.status IN ('ACTIVE', 'IDLE', 'BUSY'))
 AND coalesce(s.zone, '') IN (SELECT zone FROM affected)
    AND ($3::jsonb IS NULL OR worker_registration.is_in_scope(s.id, $3::jsonb))
  GROUP BY 1
)
SELECT
  a.zone, a.selected::integer AS selected, a.affected::integer AS affected, a.jobs::integer AS jobs,
  coalesce(f.usable, 0)::integer AS usable, coalesce(f.free, 0)::integer AS free,
  (coalesce(f.usable, 0) + CASE
    WHEN $1::text IN ('drain', 'maintenance', 'deregister', 'delete') THEN -a.leaving
    WHEN $1::text = 'activate' THEN a.coming
    ELSE 0
  END)::integer AS usable_left,
  (coalesce(f.free, 0) + CASE
    WHEN $1::text IN ('drain', 'maintenance', 'deregister', 'delete') THEN -a.free_leaving
    WHEN $1::text = 'activate' THEN a.free_coming
    ELSE 0
  END)::integer AS free_left
FROM affected AS a
LEFT JOIN fleet AS f USING (zone)
ORDER BY a.affected DESC, a.zone
