-- Surveys a part of the fleet: how silent each zone is there, and which workers have a verdict that must change.
-- Reads only; judge-workers.sql judges the found workers under lock.
--
-- Leases of a fleet that dies at once expire over a whole heartbeat interval. A worker whose lease will end within
-- one interval counts as silent here, so that the level is known when the first lease expires and not when the first
-- workers have failed.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  jsonb             effect of gaps: gap-maps.ts
-- $3  tid               the first row of the part
-- $4  tid               the row after its last
-- $5  bigint            the round
-- $6  integer           consecutive failures that make a worker FAILED
-- $7  boolean           whether FAILED workers recover by themselves
-- $8  double precision  seconds before the end of its lease, up to a third of it, from which on a worker is silent for the guard
-- $9  boolean           whether to return ids
-- $10 worker_health[]   health in which a silent worker no longer keeps its jobs
-- Result: a row for each zone ('': workers without one) in the part: total: present workers that have not FAILED;
-- silent_at_all: silent ones among them; zone_spent: those of them for which the guard of the zone is spent;
-- fleet_spent: the same for the guard of the fleet; changing: number of verdicts that change; ids: their workers.
SELECT
  zone,
  count(*) FILTER (WHERE alive)::integer AS total,
  count(*) FILTER (WHERE late)::integer AS silent_at_all,
  count(*) FILTER (WHERE late AND (guard_spent OR zone_spent))::integer AS zone_spent,
  count(*) FILTER (WHERE late AND (guard_spent OR fleet_spent))::integer AS fleet_spent,
  count(*) FILTER (WHERE changes)::integer AS changing,
  coalesce(array_agg(id) FILTER (WHERE changes AND $9::boolean), '{}') AS ids
FROM (
  SELECT
    w.id,
    coalesce(w.zone, '') AS zone,
    w.guard_spent,
    (w.held AND coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= ((
    SELECT jsonb_object_agg(g.zone, g.since)
    FROM worker_registration.guard AS g WHERE g.state = 'SPENT' AND g.scope = 'zone'
  ) ->> coalesce(w.zone, ''))::timestamptz, false)
  OR coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= ((
    SELECT jsonb_object_agg(g.zone, g.released_through)
    FROM worker_registration.guard AS g WHERE g.state = 'RELEASED' AND g.scope = 'zone'
  ) ->> coalesce(w.zone, ''))::timestamptz, false)) AS zone_spent,
    (w.held AND coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= (
    SELECT g.since FROM worker_registration.guard AS g WHERE g.state = 'SPENT' AND g.scope = 'fleet'
  ), false) OR coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= (
    SELECT g.released_through FROM worker_registration.guard AS g WHERE g.state = 'RELEASED' AND g.scope = 'fleet'
  ), false)) AS fleet_spent,
    w.health <> 'FAILED' AS alive,
    w.health <> 'FAILED' AND worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1)
      <= now() + make_interval(secs => least($8, coalesce(w.lease_seconds, $1) / 3)) AND NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
    THEN coalesce((SELECT $2::jsonb -> 'late') ->> w.id::text, (SELECT $2::jsonb -> 'late') ->> w.taken_by::text, (SELECT $2::jsonb -> 'late') ->> '*')
    ELSE (SELECT coalesce(m.moments ->> w.id::text, m.moments ->> w.taken_by::text, m.moments ->> '*') FROM (
      SELECT coalesce((SELECT $2::jsonb -> 'own') -> w.lease_seconds::text, (SELECT $2::jsonb -> 'own') -> '*') -> 'late' AS moments
    ) AS m)
  END)::timestamptz, false)) AS late,
    -- The clock was set back.
    w.lease_renewed_at > (SELECT clock_timestamp() + interval '1 second') OR CASE w.health
      WHEN 'HEALTHY' THEN ((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) OR (w.order_kind IS NULL AND ((w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0)) OR ((w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0))
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0) - w.current_job_count)) OR (w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count)))) AND NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  ))
      WHEN 'UNHEALTHY' THEN CASE
        WHEN nullif(array_remove(ARRAY[CASE WHEN (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) THEN 'heartbeat' END, CASE WHEN (w.order_kind IS NULL AND (w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0))) THEN 'status' END, CASE WHEN (w.order_kind IS NULL AND ((w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0))
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0) - w.current_job_count))) THEN 'capacity' END, CASE WHEN (w.order_kind IS NULL AND (w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count)) THEN 'jobs' END]::text[], NULL), '{}') IS DISTINCT FROM w.failed_checks THEN true
        -- The count is frozen while a guard, or a gap of the service, explains the silence, and continues
        -- after it.
        WHEN w.counting_since IS NULL THEN w.held <> ((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) AND NOT w.guard_spent AND (w.held OR NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  ))) AND (
    EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'fleet')
    OR coalesce(w.zone, '') IN (
      SELECT g.zone FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'zone'
    )
  )) OR NOT (((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) AND NOT w.guard_spent AND (w.held OR NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  ))) AND (
    EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'fleet')
    OR coalesce(w.zone, '') IN (
      SELECT g.zone FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'zone'
    )
  )) OR ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  )))
        ELSE worker_registration.failures_in_a_row(w.consecutive_failures, w.counting_since, $5) >= $6 OR ((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) AND NOT w.guard_spent AND (w.held OR NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  ))) AND (
    EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'fleet')
    OR coalesce(w.zone, '') IN (
      SELECT g.zone FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'zone'
    )
  )) OR ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  ))
      END
      ELSE nullif(array_remove(ARRAY[CASE WHEN (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) THEN 'heartbeat' END, CASE WHEN (w.order_kind IS NULL AND (w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0))) THEN 'status' END, CASE WHEN (w.order_kind IS NULL AND ((w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0))
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0) - w.current_job_count))) THEN 'capacity' END, CASE WHEN (w.order_kind IS NULL AND (w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count)) THEN 'jobs' END]::text[], NULL), '{}') IS DISTINCT FROM w.failed_checks OR (w.failed_checks IS NULL AND $7)
    END OR w.health <> 'HEALTHY' AND w.assigned_job_count > 0
      AND w.health = ANY ($10::worker_registration.worker_health[]) AND ((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) AND NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  )) AND (w.guard_spent OR NOT (
    EXISTS (SELECT FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'fleet')
    OR coalesce(w.zone, '') IN (
      SELECT g.zone FROM worker_registration.guard AS g WHERE g.state = 'HOLDING' AND g.scope = 'zone'
    )
  ))) AS changes
  FROM worker_registration.worker_state AS w
  WHERE w.ctid >= $3::tid AND w.ctid < $4::tid AND w.presence = 'PRESENT'
  OFFSET 0
) AS looked_at
GROUP BY zone
