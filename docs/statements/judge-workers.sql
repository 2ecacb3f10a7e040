-- Judges workers under lock and writes what changes, with one event for each change of health. Judging workers again
-- in the same round changes nothing.
--
-- The count of failures is derived: failures_in_a_row(). It is frozen where counting_since is NULL.
--
-- OFFSET 0 keeps PostgreSQL from evaluating an expression again wherever the next steps refer to it.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  jsonb             effect of gaps: gap-maps.ts
-- $3  uuid[]            ids of the workers to judge
-- $4  bigint            the round
-- $5  bigint            the last round whose failures are counted: the previous one in a sweep, else the same; a later round that
--                       began while this statement waited counts in its place
-- $6  integer           consecutive failures that make a worker FAILED
-- $7  boolean           whether FAILED workers recover by themselves
-- $8  text              the actor of recoveries: the service, or an operator
-- $9  worker_health[]   health in which a silent worker no longer keeps its jobs
-- $10 integer           number of changes of health within the window that make a worker flapping
-- $11 double precision  the window in minutes
-- Result: one row: the numbers of workers that became unhealthy, failed, recovered, were held, were released, the ids of
-- locked rows, and those of workers whose jobs must be released in this transaction.
WITH round AS MATERIALIZED (
  SELECT
    CASE WHEN repeated THEN current ELSE $4::bigint END AS number,
    CASE WHEN repeated THEN current ELSE $5::bigint END AS counted
  FROM (
    SELECT
      $4::bigint = $5::bigint AS repeated,
      greatest($4::bigint, (SELECT d.round FROM worker_registration.duty AS d WHERE d.name = 'sweep')) AS current
  ) AS known
),
target AS MATERIALIZED (
  SELECT *
  FROM worker_registration.worker_state AS w
  WHERE w.id = ANY ($3::uuid[]) AND w.presence = 'PRESENT'
  ORDER BY w.id
  FOR NO KEY UPDATE 
),
found AS (
  SELECT
    w.id, w.health AS was, w.held AS was_held, w.guard_spent, w.consecutive_failures, w.counting_since, w.failed_checks,
    look.*,
    -- A HEALTHY worker is not called ill because of facts from before a gap of the service.
    look.checks IS NOT NULL AND NOT (w.health = 'HEALTHY' AND look.grace) AS ill,
    w.held AND NOT look.holds AND look.spent AS now_spent
  FROM target AS w
  CROSS JOIN LATERAL (
    SELECT *,
      (w.held AND coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= ((
    SELECT jsonb_object_agg(g.zone, g.since)
    FROM worker_registration.guard AS g WHERE g.state = 'SPENT' AND g.scope = 'zone'
  ) ->> coalesce(w.zone, ''))::timestamptz, false)
  OR coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= ((
    SELECT jsonb_object_agg(g.zone, g.released_through)
    FROM worker_registration.guard AS g WHERE g.state = 'RELEASED' AND g.scope = 'zone'
  ) ->> coalesce(w.zone, ''))::timestamptz, false)) OR (w.held AND coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= (
    SELECT g.since FROM worker_registration.guard AS g WHERE g.state = 'SPENT' AND g.scope = 'fleet'
  ), false) OR coalesce(worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= (
    SELECT g.released_through FROM worker_registration.guard AS g WHERE g.state = 'RELEASED' AND g.scope = 'fleet'
  ), false)) AS spent,
      CASE WHEN stays_silent THEN w.failed_checks ELSE nullif(array_remove(ARRAY[CASE WHEN (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) THEN 'heartbeat' END, CASE WHEN (w.order_kind IS NULL AND (w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0))) THEN 'status' END, CASE WHEN (w.order_kind IS NULL AND ((w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0))
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0) - w.current_job_count))) THEN 'capacity' END, CASE WHEN (w.order_kind IS NULL AND (w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count)) THEN 'jobs' END]::text[], NULL), '{}') END AS checks,
      CASE WHEN stays_silent THEN w.last_error ELSE concat_ws('; ', CASE WHEN (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) THEN (coalesce(
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
    w.differing_beats)) END) END AS error
    FROM (
      SELECT
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
  )) AS grace, w.health <> 'FAILED' AND ((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) AND NOT w.guard_spent AND (w.held OR NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  )) AS holds, w.assigned_job_count > 0 AND ((worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) AND NOT ((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  ))) AS forfeits,
        (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) OR ((w.health <> 'HEALTHY' AND 'heartbeat' = ANY (w.failed_checks)) AND (((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  )) OR w.lease_renewed_at > clock_timestamp())) AS silent,
        -- The clock was set back: a lease that seems valid again has expired nevertheless.
        NOT (worker_registration.lease_ends(w.lease_renewed_at, w.lease_seconds, $1::float8) <= now()) AND (w.health <> 'HEALTHY' AND 'heartbeat' = ANY (w.failed_checks)) AND (((SELECT ($2::jsonb -> 'any')::boolean) AND coalesce(w.lease_renewed_at >= (CASE WHEN w.lease_seconds IS NULL
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
  )) OR w.lease_renewed_at > clock_timestamp()) AS stays_silent,
        -- clock_timestamp(), because now() is old if this statement waited for a lock: others have renewed
        -- leases meanwhile.
        w.lease_renewed_at > clock_timestamp() AS from_the_future
      OFFSET 0
    ) AS known
    OFFSET 0
  ) AS look
  OFFSET 0
),
counted AS (
  SELECT
    f.*,
    CASE
      WHEN NOT f.ill OR f.was = 'HEALTHY' OR f.now_spent THEN 0
      WHEN f.was = 'UNHEALTHY' AND (f.holds OR f.grace)
      THEN worker_registration.failures_in_a_row(f.consecutive_failures, f.counting_since, (SELECT counted FROM round))
      ELSE f.consecutive_failures
    END AS base,
    CASE
      WHEN NOT f.ill THEN NULL
      WHEN f.was = 'HEALTHY' THEN CASE WHEN NOT f.holds THEN (SELECT number FROM round) END
      WHEN f.now_spent THEN (SELECT number FROM round) + 1
      WHEN f.was = 'UNHEALTHY' AND (f.holds OR f.grace) THEN NULL
      WHEN f.was = 'UNHEALTHY' THEN coalesce(f.counting_since, (SELECT counted FROM round) + 1)
      ELSE f.counting_since
    END AS since
  FROM found AS f
  OFFSET 0
),
verdict AS (
  SELECT
    c.*,
    CASE
      WHEN NOT c.ill AND (c.was <> 'FAILED' OR $7::boolean) THEN 'HEALTHY'
      WHEN c.was = 'FAILED' OR c.since IS NOT NULL
        AND worker_registration.failures_in_a_row(c.base, c.since, (SELECT number FROM round)) >= $6::integer THEN 'FAILED'
      ELSE 'UNHEALTHY'
    END::worker_registration.worker_health AS health
  FROM counted AS c
  OFFSET 0
),
changed AS (
  UPDATE worker_registration.worker_state AS s SET
    health = v.health,
    consecutive_failures = v.base,
    counting_since = v.since,
    held = v.holds,
    guard_spent = v.silent AND (v.guard_spent OR v.now_spent),
    failed_checks = CASE WHEN v.ill THEN v.checks END,
    last_error = CASE WHEN v.ill THEN v.error ELSE s.last_error END,
    last_error_at = CASE WHEN v.ill THEN now() ELSE s.last_error_at END,
    lease_renewed_at = CASE
      WHEN v.stays_silent THEN now() - worker_registration.lease_length(s.lease_seconds, $1) - interval '1 second'
      ELSE least(s.lease_renewed_at, clock_timestamp())
    END,
    last_heartbeat = CASE
      WHEN s.last_heartbeat > clock_timestamp() THEN clock_timestamp() ELSE s.last_heartbeat
    END,
    flapping_until = CASE
      -- Only a worker whose health has changed lately can be flapping: the others need not be looked up.
      WHEN v.health <> v.was AND s.health_since > now() - make_interval(secs => $11::float8 * 60)
      THEN coalesce((
        SELECT e.at + make_interval(secs => $11::float8 * 60)
        FROM (
          SELECT type, at, seq FROM worker_registration.journal WHERE id = s.id ORDER BY seq DESC LIMIT 5000
        ) AS e
        WHERE e.type IN ('unhealthy', 'failed', 'recovered') AND e.at <= now()
        -- This change is one of them, and has no event yet.
        ORDER BY e.seq DESC OFFSET $10::integer - 2 LIMIT 1
      ), s.flapping_until)
      ELSE s.flapping_until
    END
  FROM verdict AS v
  WHERE s.id = v.id
    AND (
      v.health <> v.was OR v.holds <> v.was_held OR v.from_the_future OR v.stays_silent
      OR v.base <> v.consecutive_failures OR v.since IS DISTINCT FROM v.counting_since
      OR CASE WHEN v.ill THEN v.checks END IS DISTINCT FROM v.failed_checks
    )
  RETURNING s.id, v.was, s.health, v.was_held, s.held, s.last_error, s.failed_checks, s.message,
    worker_registration.failures_in_a_row(v.base, v.since, (SELECT number FROM round)) AS failures
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    CASE c.health WHEN 'HEALTHY' THEN 'recovered' WHEN 'FAILED' THEN 'failed' ELSE 'unhealthy' END::worker_registration.event_type,
    -- A subquery per row: with a join, a batch may read the descriptions of the whole fleet.
    c.id, (SELECT d.worker_id FROM worker_registration.worker AS d WHERE d.id = c.id),
    CASE c.health WHEN 'HEALTHY' THEN $8::text ELSE 'service' END,
    CASE c.health
      WHEN 'HEALTHY' THEN jsonb_build_object('verdict', 'RECOVERED', 'from', c.was, 'lastError', c.last_error)
      ELSE jsonb_build_object(
        'verdict', c.health, 'from', c.was, 'checks', c.failed_checks, 'error', c.last_error,
        'consecutiveFailures', c.failures, 'held', c.held
      ) || jsonb_strip_nulls(jsonb_build_object('message', c.message))
    END
  FROM changed AS c
  WHERE c.health <> c.was
)
SELECT
  count(*) FILTER (WHERE health = 'UNHEALTHY' AND was = 'HEALTHY')::integer AS unhealthy,
  count(*) FILTER (WHERE health = 'FAILED' AND was <> 'FAILED')::integer AS failed,
  count(*) FILTER (WHERE health = 'HEALTHY' AND was <> 'HEALTHY')::integer AS recovered,
  count(*) FILTER (WHERE held AND NOT was_held)::integer AS held,
  count(*) FILTER (WHERE was_held AND NOT held AND health <> 'HEALTHY')::integer AS released,
  array(SELECT unnest($3::uuid[]) EXCEPT SELECT id FROM target) AS skipped,
  array(
    SELECT v.id FROM verdict AS v
    WHERE v.forfeits AND v.health = ANY ($9::worker_registration.worker_health[])
  ) AS forfeiting
FROM changed
