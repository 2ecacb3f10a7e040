-- What the checks judge of one worker, at the clock of the database.
--
-- $1  uuid  id
SELECT
  presence, status, health, held, reported_status, current_job_count, available_capacity, max_concurrent_jobs,
  usable_slots, assigned_job_count, consecutive_failures, cpu_usage, memory_usage, error_count, heartbeat_count,
  last_heartbeat, extract(epoch FROM now() - lease_renewed_at)::float8 AS lease_age_seconds
FROM worker_registration.worker_state
WHERE id = $1
