-- A piece: the changes of a worker (s) by a heartbeat (b, with beat-before.sql). {heardNow}, {renewedNow}: renewed-moment.ts.
-- The others: suspicion-pieces.ts and unwritten-beats.ts.
heartbeat_count = s.heartbeat_count + b.count,
last_heartbeat = {heardNow},
lease_renewed_at = {renewedNow},
reported_status = coalesce(b.status, s.reported_status),
message = coalesce(b.message, s.message),
message_at = CASE WHEN coalesce(b.message, s.message) IS DISTINCT FROM s.message THEN now() ELSE s.message_at END,
current_job_count = coalesce(b.jobs, s.current_job_count),
idle_changed_at = CASE
  WHEN (coalesce(b.jobs, s.current_job_count) = 0) = (s.current_job_count = 0) THEN s.idle_changed_at ELSE now()
END,
available_capacity = coalesce(
  b.capacity,
  CASE WHEN b.jobs IS NOT NULL THEN greatest(0, s.usable_slots - b.jobs) END,
  s.available_capacity
),
cpu_usage = coalesce(b.cpu, s.cpu_usage),
memory_usage = coalesce(b.memory, s.memory_usage),
error_count = coalesce(b.errors, s.error_count),
event_loop_lag_ms = coalesce(b.lag, s.event_loop_lag_ms),
taken_by = $15::integer,
due_at = now() + make_interval(secs => {nextInterval} + {deferral}),
worst_lateness = worker_registration.worst_lateness(s.worst_lateness, s.lease_renewed_at, CASE
  -- After the end of its lease the worker was gone, not late; and for as long as its row was locked, the heartbeats could
  -- not be accepted.
  WHEN worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, {lease}) <= now() THEN 0
  WHEN b.was_due < now() - interval '1 s' AND worker_registration.had_gap_since(s.id, b.was_due) THEN 0
  ELSE {late} - {lag}
END),
-- Merged heartbeats arrived together: they count as one report.
differing_beats = CASE
  WHEN s.assigned_job_count = 0 OR coalesce(b.jobs, s.current_job_count) = s.assigned_job_count THEN 0
  WHEN b.jobs IS NULL THEN s.differing_beats
  ELSE least(1000, s.differing_beats + 1)
END
