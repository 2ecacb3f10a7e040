-- Reads the health of one worker by the same conditions as a sweep; changes nothing.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  jsonb             effect of gaps: gap-maps.ts
-- $3  uuid              id
-- $4  double precision[]  margins of lateness: suspicion.ts
-- Result: one row; failing and sentences have an entry per check.
SELECT
  w.presence, w.health, w.health_since, w.held, w.reported_status, w.order_kind, w.current_job_count, w.usable_slots,
  w.assigned_job_count, w.cpu_usage, w.memory_usage, w.error_count, w.event_loop_lag_ms, w.heartbeat_count,
  w.last_heartbeat, w.last_error, w.last_error_at,
  fault.refusals, fault.refused_at, fault.refusal_code, fault.refusal,
  fault.dropped_at, fault.dropped_field, fault.dropped,
  worker_registration.failures_in_a_row(w.consecutive_failures, w.counting_since, round.number) AS consecutive_failures,
  {failing} AS failing,
  {sentences} AS sentences,
  {grace} AS grace,
  least(1, (
    w.healthy_seconds + CASE
      WHEN w.presence = 'PRESENT' AND w.health = 'HEALTHY'
      THEN extract(epoch FROM now() - greatest(w.health_since, w.presence_since))
      ELSE 0
    END
  ) / nullif(extract(epoch FROM now() - w.registered_at), 0))::float8 AS uptime,
  coalesce(w.flapping_until > now(), false) AS flapping,
  {suspect} AS suspect,
  {late} AS late_seconds,
  {lost} AS session_lost,
  CASE WHEN worker_registration.is_accused(w.presence, w.health, w.accused_until) THEN w.accused_until END AS accused_until,
  array(
    SELECT jsonb_build_object('kind', o.kind, 'reporter', o.reporter_name, 'jobId', nullif(o.job_id, ''), 'at', o.at)
    FROM worker_registration.observation AS o
    WHERE o.worker = w.id AND o.at > now() - interval '3 minutes'
    ORDER BY o.at DESC LIMIT 20
  ) AS observations,
  w.contested_until IS NOT NULL AS contested
FROM worker_registration.worker_state AS w
LEFT JOIN worker_registration.heartbeat_fault AS fault ON fault.worker = w.id
LEFT JOIN (SELECT d.round AS number FROM worker_registration.duty AS d WHERE d.name = 'sweep') AS round ON true
WHERE w.id = $3
