-- Counts the slots of the fleet and of each pool, and adds them to the current steps of 5 minutes and of an hour.
--
-- $1 to $3: as in count-capacity.sql
-- $4  integer  maximum number of zones of a pool, the largest, with steps of their own
-- The piece `counted`: count-capacity.sql
-- Result: the number of rows that were written.
WITH counted AS MATERIALIZED (
  -- Counts the slots of the whole fleet and of each pool, zone by zone, in one pass. Pools find their workers through the index
-- of terms.
--
-- $1  double precision    length of a lease in seconds where a worker has none of its own
-- $2  double precision[]  margins of lateness: suspicion.ts
-- $3  jsonb               pools: [{name, terms}]
-- The pieces `availability` and `suspect`: the free slots of a worker s, and whether it is suspect.
-- Result: a row for each pool and zone with workers: pool '' is the whole fleet, zone '' are workers without one.
SELECT
  pool, coalesce(s.zone, '') AS zone,
  count(*) FILTER (WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY')::float8 AS workers,
  coalesce(sum(s.usable_slots) FILTER (
    WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY'
  ), 0)::float8 AS usable,
  coalesce(sum(greatest(s.current_job_count, s.assigned_job_count)) FILTER (
    WHERE s.presence = 'PRESENT'
  ), 0)::float8 AS used,
  coalesce(sum(least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count)))) FILTER (
    WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY' AND NOT (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity'))
      AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $1) > statement_timestamp()
  ), 0)::float8 AS free,
  count(*) FILTER (
    WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY' AND (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity'))
  )::float8 AS suspect,
  count(*) FILTER (WHERE s.presence = 'PRESENT' AND s.order_kind = 'DRAINING')::float8 AS draining,
  count(*) FILTER (WHERE s.presence = 'EXPECTED')::float8 AS expected
FROM (
  SELECT '' AS pool, each.* FROM worker_registration.worker_state AS each
  UNION ALL
  SELECT given.name, each.*
  FROM jsonb_to_recordset($3) AS given (name text, terms text[])
  JOIN worker_registration.worker AS w ON w.terms @> given.terms
  JOIN worker_registration.worker_state AS each ON each.id = w.id
) AS s
GROUP BY 1, 2

),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY pool ORDER BY usable DESC, zone) AS place FROM counted WHERE zone <> ''
),
part AS (
  SELECT pool, zone, workers, usable, used, free, suspect, draining, expected FROM ranked WHERE place <= $4
  UNION ALL
  -- Pools without workers have steps too: their figures are 0.
  SELECT
    named.pool, '', coalesce(sum(workers), 0), coalesce(sum(usable), 0), coalesce(sum(used), 0), coalesce(sum(free), 0),
    coalesce(sum(suspect), 0), coalesce(sum(draining), 0), coalesce(sum(expected), 0)
  FROM (
    SELECT '' AS pool
    UNION ALL
    SELECT name FROM jsonb_to_recordset($3) AS given (name text)
  ) AS named
  LEFT JOIN counted USING (pool)
  GROUP BY named.pool
),
written AS (
  INSERT INTO worker_registration.capacity_step AS step (
    pool, zone, step_minutes, at, samples, workers, usable, used, peak, free, suspect, draining, expected
  )
  SELECT
    pool, zone, minutes, date_bin(make_interval(mins => minutes), statement_timestamp(), to_timestamp(0)), 1,
    workers, usable, used, used, free, suspect, draining, expected
  FROM part
  CROSS JOIN (VALUES (5), (60)) AS length (minutes)
  ON CONFLICT (step_minutes, pool, zone, at) DO UPDATE SET
    samples = step.samples + 1,
    workers = step.workers + (excluded.workers - step.workers) / (step.samples + 1),
    usable = step.usable + (excluded.usable - step.usable) / (step.samples + 1),
    used = step.used + (excluded.used - step.used) / (step.samples + 1),
    peak = greatest(step.peak, excluded.peak),
    free = step.free + (excluded.free - step.free) / (step.samples + 1),
    suspect = step.suspect + (excluded.suspect - step.suspect) / (step.samples + 1),
    draining = step.draining + (excluded.draining - step.draining) / (step.samples + 1),
    expected = step.expected + (excluded.expected - step.expected) / (step.samples + 1)
  RETURNING 1
)
SELECT count(*)::integer AS written FROM written
