SELECT s.id AS id,
  s.presence AS presence,
  s.status AS status,
  s.reported_status AS reported_status,
  s.health AS health,
  s.held AS held,
  s.contested_until AS contested_until,
  s.order_kind AS order_kind,
  s.order_reason AS order_reason,
  s.order_by AS order_by,
  s.order_since AS order_since,
  s.order_until AS order_until,
  s.order_deadline AS order_deadline,
  s.current_job_count AS current_job_count,
  s.assigned_job_count AS assigned_job_count,
  s.usable_slots AS usable_slots,
  s.available_capacity AS available_capacity,
  s.cpu_usage AS cpu_usage,
  s.memory_usage AS memory_usage,
  s.error_count AS error_count,
  s.message AS message,
  s.message_at AS message_at,
  s.last_heartbeat AS last_heartbeat,
  s.lease_renewed_at AS lease_renewed_at,
  s.lease_seconds AS lease_seconds,
  s.heartbeat_count AS heartbeat_count,
  s.consecutive_failures AS consecutive_failures,
  s.counting_since AS counting_since,
  s.registered_at AS registered_at,
  s.last_registered_at AS last_registered_at,
  s.registration_count AS registration_count,
  s.incarnation AS incarnation,
  s.event_loop_lag_ms AS event_loop_lag_ms,
  s.worst_lateness AS worst_lateness,
  s.flapping_until > now() AS flapping,
  worker_registration.late_seconds(s.presence, s.due_at, (SELECT worker_registration.excused_until((SELECT ($1::float8[])[3])))) AS late_seconds,
  (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($1::float8[])[3]))), (SELECT ($1::float8[])[1]), (SELECT ($1::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($1::float8[])[1]) < 'Infinity')) AS suspect,
  coalesce(s.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) AS connected,
  CASE WHEN s.presence IN ('LOST', 'LEFT') THEN json_build_object(
    'since', s.presence_since, 'reason', s.presence_reason,
    'acknowledged', (
      SELECT json_build_object('at', a.acknowledged_at, 'by', a.acknowledged_by, 'reason', a.reason)
      FROM worker_registration.loss_acknowledgement AS a
      WHERE a.worker = s.id AND a.lost_at = s.presence_since AND s.presence = 'LOST'
    )
  ) END AS absence,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round,
  jsonb_build_object('workerId', w.worker_id, 'name', w.name, 'hostName', w.host_name, 'hostAddress', w.host_address, 'port', w.port, 'maxConcurrentJobs', w.max_concurrent_jobs, 'capabilities', w.capabilities, 'tags', w.tags, 'version', w.version, 'priorityThreshold', w.priority_threshold, 'workerLoadFactor', w.worker_load_factor, 'zone', w.zone, 'leaseSeconds', w.lease_seconds, 'healthPath', w.health_path, 'reconnect', w.reconnect) AS description
FROM (SELECT * FROM worker_registration.worker WHERE id > $2 ORDER BY id LIMIT 1000) AS w
CROSS JOIN LATERAL (SELECT * FROM worker_registration.worker_state WHERE id = w.id LIMIT 1) AS s
WHERE worker_id LIKE $3 AND terms @> $4::text[] AND search_text LIKE $5 AND $6::text IN (lower(w.host_name), w.host_address) AND coalesce(s.order_kind::text, 'NONE') = ANY ($7::text[]) AND status = ANY ($8::worker_registration.worker_status[]) AND health = ANY ($9::worker_registration.worker_health[]) AND presence = ANY ($10::worker_registration.worker_presence[]) AND least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) >= $11 AND presence = 'PRESENT' AND (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($12::float8[])[3]))), (SELECT ($12::float8[])[1]), (SELECT ($12::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($12::float8[])[1]) < 'Infinity'))
ORDER BY w.id
LIMIT 100
