-- Returns the workers that a cleanup would affect now, and how long each has been FAILED, gaps excluded.
--
-- The condition on status uses an index; status is also ERROR for workers that only report ERROR.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  jsonb             effect of gaps: gap-maps.ts
-- $3  double precision  minutes that a worker may be FAILED
-- $4  jsonb             gaps of each instance and worker: lists of [from, until]
-- $5  uuid              id after which to continue
-- $6  integer           maximum number of rows
-- Result: one row per worker, in the order of id.
SELECT due.*, d.worker_id
FROM (
  SELECT w.id, w.zone, w.health_since, w.last_error, (extract(epoch FROM now() - greatest(w.health_since, w.presence_since)) - coalesce((
    SELECT sum(greatest(0, extract(epoch FROM (g ->> 1)::timestamptz - greatest((g ->> 0)::timestamptz, greatest(w.health_since, w.presence_since)))))
    FROM jsonb_array_elements(coalesce($4::jsonb -> w.id::text, $4::jsonb -> w.taken_by::text)) AS g
  ), 0))::float8 AS failed_seconds
  FROM worker_registration.worker_state AS w
  WHERE w.status = 'ERROR' AND w.id > $5 AND w.health = 'FAILED'
  AND greatest(w.health_since, w.presence_since) < (SELECT now() - make_interval(secs => $3::float8 * 60))
  AND nullif(array_remove(ARRAY[CASE WHEN (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) THEN 'heartbeat' END, CASE WHEN (w.order_kind IS NULL AND (w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0))) THEN 'status' END, CASE WHEN (w.order_kind IS NULL AND ((w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0))
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0) - w.current_job_count))) THEN 'capacity' END, CASE WHEN (w.order_kind IS NULL AND (w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count)) THEN 'jobs' END]::text[], NULL), '{}') IS NOT NULL
  AND NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  )) AND NOT (
    EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'fleet')
    OR coalesce(w.zone, '') IN (
      SELECT g.zone FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'zone'
    )
  ) AND (extract(epoch FROM now() - greatest(w.health_since, w.presence_since)) - coalesce((
    SELECT sum(greatest(0, extract(epoch FROM (g ->> 1)::timestamptz - greatest((g ->> 0)::timestamptz, greatest(w.health_since, w.presence_since)))))
    FROM jsonb_array_elements(coalesce($4::jsonb -> w.id::text, $4::jsonb -> w.taken_by::text)) AS g
  ), 0))::float8 > $3::float8 * 60
  ORDER BY w.id
  LIMIT $6
) AS due
JOIN worker_registration.worker AS d USING (id)
ORDER BY due.id
