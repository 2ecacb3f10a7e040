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
  ARRAY[coalesce((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()), false), coalesce((w.order_kind IS NULL AND (w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0))), false), coalesce((w.order_kind IS NULL AND ((w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0))
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0) - w.current_job_count))), false), coalesce((w.order_kind IS NULL AND (w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count)), false)] AS failing,
  ARRAY[CASE WHEN (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) THEN (coalesce(
    (
      SELECT format('%s refused since the last one that was accepted %s s ago; the lease lasts %s s: %s',
        CASE WHEN f.refusals = 1 THEN '1 heartbeat was' ELSE f.refusals || ' heartbeats were' END,
        floor(extract(epoch FROM now() - w.lease_renewed_at)),
        round(extract(epoch FROM worker_registration.lease_length(w.lease_seconds, $1::float8))::numeric, 1)::float8, f.refusal)
      FROM worker_registration.heartbeat_fault AS f
      WHERE f.worker = w.id AND f.refused_at > w.lease_renewed_at
    ),
    format('No heartbeat for %s s; the lease lasts %s s',
      floor(extract(epoch FROM now() - w.lease_renewed_at)), round(extract(epoch FROM worker_registration.lease_length(w.lease_seconds, $1::float8))::numeric, 1)::float8)
  )) END, CASE WHEN (w.order_kind IS NULL AND (w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0))) THEN (CASE
    WHEN w.reported_status = 'ERROR' THEN concat_ws(': ', 'The worker reports ERROR', w.message)
    WHEN w.current_job_count = 0 THEN 'The worker reports BUSY with no jobs'
    ELSE format('The worker reports IDLE with %s job%s', w.current_job_count,
      CASE WHEN w.current_job_count > 1 THEN 's' END)
  END) END, CASE WHEN (w.order_kind IS NULL AND ((w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0))
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0) - w.current_job_count))) THEN (CASE
    WHEN w.current_job_count > w.max_concurrent_jobs
    THEN format('%s jobs, more than the limit of %s', w.current_job_count, w.max_concurrent_jobs)
    ELSE format('%s free slots reported, but %s usable slots minus %s jobs leave %s', w.available_capacity,
      w.usable_slots, w.current_job_count, greatest(0, w.usable_slots - w.current_job_count))
  END) END, CASE WHEN (w.order_kind IS NULL AND (w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count)) THEN (format('%s jobs reported, %s assigned, in %s heartbeats', w.current_job_count, w.assigned_job_count,
    w.differing_beats)) END]::text[] AS sentences,
  ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
    THEN coalesce((SELECT $2::jsonb -> 'alive') ->> w.id::text, (SELECT $2::jsonb -> 'alive') ->> w.taken_by::text, (SELECT $2::jsonb -> 'alive') ->> '*')
    ELSE (SELECT coalesce(m.moments ->> w.id::text, m.moments ->> w.taken_by::text, m.moments ->> '*') FROM (
      SELECT coalesce((SELECT $2::jsonb -> 'own') -> w.lease_seconds::text, (SELECT $2::jsonb -> 'own') -> '*') -> 'alive' AS moments
    ) AS m)
  END)::timestamptz, false) AND coalesce(
    worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now() OR w.lease_renewed_at < (CASE WHEN w.lease_seconds IS NULL
    THEN coalesce((SELECT $2::jsonb -> 'heard') ->> w.id::text, (SELECT $2::jsonb -> 'heard') ->> w.taken_by::text, (SELECT $2::jsonb -> 'heard') ->> '*')
    ELSE (SELECT coalesce(m.moments ->> w.id::text, m.moments ->> w.taken_by::text, m.moments ->> '*') FROM (
      SELECT coalesce((SELECT $2::jsonb -> 'own') -> w.lease_seconds::text, (SELECT $2::jsonb -> 'own') -> '*') -> 'heard' AS moments
    ) AS m)
  END)::timestamptz, false
  )) AS grace,
  least(1, (
    w.healthy_seconds + CASE
      WHEN w.presence = 'PRESENT' AND w.health = 'HEALTHY'
      THEN extract(epoch FROM now() - greatest(w.health_since, w.presence_since))
      ELSE 0
    END
  ) / nullif(extract(epoch FROM now() - w.registered_at), 0))::float8 AS uptime,
  coalesce(w.flapping_until > now(), false) AS flapping,
  (worker_registration.is_suspect(
    w.presence, w.health, w.due_at, w.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($4::float8[])[3]))), (SELECT ($4::float8[])[1]), (SELECT ($4::float8[])[2])
  ) OR worker_registration.is_accused(w.presence, w.health, w.accused_until)
    OR (worker_registration.has_lost_session(
    w.presence, w.health, w.session_lost_at, w.last_heartbeat, w.last_registered_at
  ) AND (SELECT ($4::float8[])[1]) < 'Infinity')) AS suspect,
  worker_registration.late_seconds(w.presence, w.due_at, (SELECT worker_registration.excused_until((SELECT ($4::float8[])[3])))) AS late_seconds,
  worker_registration.has_lost_session(
    w.presence, w.health, w.session_lost_at, w.last_heartbeat, w.last_registered_at
  ) AS session_lost,
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
