-- Does for a single job what claim-jobs.sql does for many, by the same rules, for less than a list of one.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text              the job
-- $4  text              the caller
-- $5 to $9              those of claim-jobs.sql
-- Result: that of claim-jobs.sql.
WITH known AS (
  SELECT job_id, worker FROM worker_registration.job WHERE job_id = $3::text
),
taker AS MATERIALIZED (
  SELECT s.id
  FROM worker_registration.worker_state AS s
  WHERE NOT EXISTS (SELECT FROM known)
    AND s.presence = 'PRESENT' AND s.health = 'HEALTHY' AND s.order_kind IS NULL
  AND s.assigned_job_count < s.usable_slots AND least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) > 0
  AND s.reported_status IN ('ACTIVE', 'IDLE', 'BUSY')
  AND s.priority_threshold <= (SELECT $1::integer)
  AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $2) > now()
    AND coalesce(s.zone, '') = $7::text
    AND NOT ((worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($5::float8[])[3]))), (SELECT ($5::float8[])[1]), (SELECT ($5::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($5::float8[])[1]) < 'Infinity')) AND coalesce(s.zone, '') <> ALL ((SELECT $6::text[])::text[]))
  ORDER BY s.assigned_load, s.id
  LIMIT 1
  FOR NO KEY UPDATE SKIP LOCKED
),
inserted AS (
  INSERT INTO worker_registration.job (job_id, worker, priority, fence)
  SELECT $3::text, t.id, $1::integer,
    worker_registration.next_fence($3::text, (SELECT worker_registration.ready_fences()))
  FROM taker AS t
  ON CONFLICT (job_id) DO NOTHING
  RETURNING job_id, worker, fence
),
counted AS (
  -- A piece: counts jobs that were inserted, for their workers.
UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count + 1, differing_beats = 0
FROM inserted AS i
JOIN worker_registration.worker AS w ON w.id = i.worker
WHERE s.id = i.worker
RETURNING i.job_id, i.fence, s.id, s.presence, s.status, s.reported_status, s.health, s.held, s.contested_until, s.order_kind, s.order_reason, s.order_by, s.order_since, s.order_until, s.order_deadline, s.current_job_count, s.assigned_job_count, s.usable_slots, s.available_capacity, s.cpu_usage, s.memory_usage, s.error_count, s.message, s.message_at, s.last_heartbeat, s.lease_renewed_at, s.lease_seconds, s.heartbeat_count, s.consecutive_failures, s.counting_since, s.registered_at, s.last_registered_at, s.registration_count, s.incarnation, s.event_loop_lag_ms, s.worst_lateness, s.flapping_until > now() AS flapping, worker_registration.late_seconds(s.presence, s.due_at, (SELECT worker_registration.excused_until((SELECT ($5::float8[])[3])))) AS late_seconds, (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($5::float8[])[3]))), (SELECT ($5::float8[])[1]), (SELECT ($5::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($5::float8[])[1]) < 'Infinity')) AS suspect, coalesce(s.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) AS connected, w.worker_id, jsonb_build_object('workerId', w.worker_id, 'name', w.name, 'hostName', w.host_name, 'hostAddress', w.host_address, 'port', w.port, 'maxConcurrentJobs', w.max_concurrent_jobs, 'capabilities', w.capabilities, 'tags', w.tags, 'version', w.version, 'priorityThreshold', w.priority_threshold, 'workerLoadFactor', w.worker_load_factor, 'zone', w.zone, 'leaseSeconds', w.lease_seconds, 'healthPath', w.health_path, 'reconnect', w.reconnect) AS description

),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, c.worker_id, $4::text,
    jsonb_build_object('jobId', c.job_id, 'priority', $1::integer, 'fence', c.fence, 'claimed', true)
  FROM counted AS c
)
-- A piece: the result of claims: jobs that were assigned, with their workers, and known jobs.
SELECT c.job_id, c.fence, c.id, c.presence, c.status, c.reported_status, c.health, c.held, c.contested_until, c.order_kind, c.order_reason, c.order_by, c.order_since, c.order_until, c.order_deadline, c.current_job_count, c.assigned_job_count, c.usable_slots, c.available_capacity, c.cpu_usage, c.memory_usage, c.error_count, c.message, c.message_at, c.last_heartbeat, c.lease_renewed_at, c.lease_seconds, c.heartbeat_count, c.consecutive_failures, c.counting_since, c.registered_at, c.last_registered_at, c.registration_count, c.incarnation, c.event_loop_lag_ms, c.worst_lateness, c.flapping, c.late_seconds, c.suspect, c.connected, c.description,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep')
FROM counted AS c
UNION ALL
SELECT k.job_id, NULL, k.worker, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM known AS k
