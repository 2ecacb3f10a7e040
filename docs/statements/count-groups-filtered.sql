WITH part AS (
  SELECT
    ARRAY[lower(coalesce(w.host_name, w.host_address)), w.version, (w.terms @> ARRAY[$3::text])::text]::text[] AS key,
    count(*) AS workers,
    count(*) FILTER (WHERE s.presence = 'PRESENT') AS present,
    count(*) FILTER (WHERE s.presence = 'EXPECTED') AS expected,
    count(*) FILTER (WHERE s.presence = 'LOST') AS lost,
    count(*) FILTER (WHERE s.presence = 'LEFT') AS "left",
    count(*) FILTER (WHERE s.presence = 'PRESENT' AND s.health = 'HEALTHY') AS healthy,
    count(*) FILTER (WHERE s.presence = 'PRESENT' AND s.health = 'UNHEALTHY') AS unhealthy,
    count(*) FILTER (WHERE s.presence = 'PRESENT' AND s.health = 'FAILED') AS failed,
    count(*) FILTER (WHERE (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity'))) AS suspect,
    count(*) FILTER (WHERE s.presence = 'PRESENT' AND s.order_kind = 'DRAINING') AS draining,
    count(*) FILTER (WHERE s.presence = 'PRESENT' AND s.order_kind = 'MAINTENANCE') AS maintenance,
    coalesce(sum(s.max_concurrent_jobs) FILTER (WHERE s.presence = 'PRESENT'), 0) AS capacity,
    coalesce(sum(greatest(s.current_job_count, s.assigned_job_count)) FILTER (WHERE s.presence = 'PRESENT'), 0) AS used,
    coalesce(sum(least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count)))) FILTER (
      WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY' AND NOT (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity'))
        AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $1) > statement_timestamp()
    ), 0) AS free
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE terms @> $4::text[]
  GROUP BY 1
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY workers DESC, key) AS place FROM part
)
SELECT
  CASE WHEN place <= 1000 THEN key END AS key, count(*)::integer AS groups, statement_timestamp() AS counted_at,
  sum("workers")::float8 AS "workers", sum("present")::float8 AS "present", sum("expected")::float8 AS "expected", sum("lost")::float8 AS "lost", sum("left")::float8 AS "left", sum("healthy")::float8 AS "healthy", sum("unhealthy")::float8 AS "unhealthy", sum("failed")::float8 AS "failed", sum("suspect")::float8 AS "suspect", sum("draining")::float8 AS "draining", sum("maintenance")::float8 AS "maintenance", sum("capacity")::float8 AS "capacity", sum("used")::float8 AS "used", sum("free")::float8 AS "free"
FROM ranked
GROUP BY 1
ORDER BY min(place)
