-- Takes many heartbeats: renews the leases and notes what was reported, as one statement.
--
-- $1  uuid[]     ids, each at most once          $7   integer[]  available capacity
-- $2  text[]     boot id: the fence              $8   real[]     CPU usage
-- $3  integer[]  incarnation: a fence as well    $9   real[]     memory usage
-- $4  text[]     reported status                 $10  integer[]  error count
-- $5  text[]     message                         $11  integer[]  event loop lag in ms
-- $6  integer[]  current job count               $12  integer[]  heartbeats that were merged into this one
--                                                $13  integer    the instance that takes them
-- NULL keeps what was reported before.
-- Result: the state after it of each worker whose lease was renewed. Who is missing is unknown, deregistered or
-- superseded; find-refusals.sql tells which. ends_silence: it was ill for its silence, or not there.
WITH beat AS (
  SELECT *
  FROM unnest(
    $1::uuid[], $2::text[], $3::integer[], $4::text[]::worker_registration.worker_status[], $5::text[], $6::integer[],
    $7::integer[], $8::real[], $9::real[], $10::integer[], $11::integer[], $12::integer[]
  ) AS b (
    id, boot_id, incarnation, status, message, jobs, capacity, cpu, memory, errors, lag, count
  )
),
-- In the order of id, so that two batches over the same workers wait for each other in one direction only. All that is
-- needed later is carried along: a join of two lists that the planner knows nothing of is one too many.
locked AS (
  SELECT
    b.*,
    s.presence AS was,
    -- Who asked to leave when its jobs are done has left with the heartbeat that reports none.
    CASE
      WHEN s.leave_when_drained AND s.assigned_job_count = 0 AND coalesce(b.jobs, s.current_job_count) = 0
      THEN 'DEREGISTERED' ELSE 'PRESENT'
    END::worker_registration.worker_presence AS presence
  FROM beat AS b
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE s.presence <> 'DEREGISTERED'
    AND (b.boot_id IS NULL OR s.boot_id IS NULL OR b.boot_id = s.boot_id)
    AND (b.incarnation IS NULL OR s.incarnation = b.incarnation)
  ORDER BY s.id
  FOR NO KEY UPDATE OF s
),
renewed AS (
  UPDATE worker_registration.worker_state AS s SET
    heartbeat_count = s.heartbeat_count + b.count,
    last_heartbeat = now(),
    lease_renewed_at = now(),
    reported_status = coalesce(b.status, s.reported_status),
    message = coalesce(b.message, s.message),
    current_job_count = coalesce(b.jobs, s.current_job_count),
    available_capacity = coalesce(
      b.capacity,
      CASE WHEN b.jobs IS NOT NULL THEN greatest(0, s.usable_slots - b.jobs) END,
      s.available_capacity
    ),
    cpu_usage = coalesce(b.cpu, s.cpu_usage),
    memory_usage = coalesce(b.memory, s.memory_usage),
    error_count = coalesce(b.errors, s.error_count),
    event_loop_lag_ms = coalesce(b.lag, s.event_loop_lag_ms),
    taken_by = $13,
    differing_beats = CASE
      WHEN s.assigned_job_count > 0 AND coalesce(b.jobs, s.current_job_count) <> s.assigned_job_count
      THEN least(1000, s.differing_beats + b.count)
      ELSE 0
    END,
    presence = b.presence,
    presence_since = CASE WHEN b.presence = b.was THEN s.presence_since ELSE now() END
  FROM locked AS b
  WHERE s.id = b.id
  RETURNING s.*, b.was
),
-- Only a change of presence is an event; the heartbeat itself is counted, not noted.
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    CASE r.presence WHEN 'PRESENT' THEN 'came-back' ELSE 'deregistered' END,
    r.id, w.worker_id, 'worker',
    jsonb_strip_nulls(jsonb_build_object(
      'from', r.was, 'reason', CASE WHEN r.presence = 'DEREGISTERED' THEN r.presence_reason END
    ))
  FROM renewed AS r
  JOIN worker_registration.worker AS w USING (id)
  WHERE r.presence <> r.was
)
SELECT
  r.*,
  r.health <> 'HEALTHY' AND (r.was <> 'PRESENT' OR 'heartbeat' = ANY (r.failed_checks)) AS ends_silence,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM renewed AS r
