-- The system statistics, in one pass over the fleet.
--
-- $1  double precision  length of a lease in seconds
SELECT
  count(*)::integer AS total_workers,
  count(*) FILTER (WHERE status = 'ACTIVE')::integer AS active_workers,
  count(*) FILTER (WHERE status = 'IDLE')::integer AS idle_workers,
  count(*) FILTER (WHERE status = 'BUSY')::integer AS busy_workers,
  count(*) FILTER (WHERE status = 'MAINTENANCE')::integer AS maintenance_workers,
  count(*) FILTER (WHERE status = 'DRAINING')::integer AS draining_workers,
  count(*) FILTER (WHERE status = 'ERROR')::integer AS failed_workers,
  count(*) FILTER (WHERE status = 'INACTIVE')::integer AS inactive_workers,
  count(*) FILTER (WHERE presence = 'PRESENT' AND health <> 'HEALTHY')::integer AS unhealthy_workers,
  coalesce(sum(max_concurrent_jobs) FILTER (WHERE presence = 'PRESENT'), 0)::float8 AS total_capacity,
  coalesce(sum(current_job_count) FILTER (WHERE presence = 'PRESENT'), 0)::float8 AS used_capacity,
  coalesce(sum(available_capacity) FILTER (
    WHERE status IN ('ACTIVE', 'IDLE', 'BUSY') AND health = 'HEALTHY'
      AND lease_renewed_at > now() - make_interval(secs => $1)
  ), 0)::float8 AS available_capacity,
  now() AS generated_at
FROM worker_registration.worker_state
