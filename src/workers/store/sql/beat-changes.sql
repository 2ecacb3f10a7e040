-- A piece: what a heartbeat (b) changes of a worker (s).
heartbeat_count = s.heartbeat_count + b.count,
-- A statement that waited for a lock has an older now() than one that overtook it meanwhile, and takes back nothing of what that one
-- renewed. What is later than the clock itself is not known to be of one: then the clock was set back.
last_heartbeat = CASE
  WHEN s.last_heartbeat > clock_timestamp() THEN now() ELSE greatest(s.last_heartbeat, now())
END,
lease_renewed_at = CASE
  WHEN s.lease_renewed_at > clock_timestamp() THEN now() ELSE greatest(s.lease_renewed_at, now())
END,
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
taken_by = $14,
differing_beats = CASE
  WHEN s.assigned_job_count > 0 AND coalesce(b.jobs, s.current_job_count) <> s.assigned_job_count
  THEN least(1000, s.differing_beats + b.count)
  ELSE 0
END
