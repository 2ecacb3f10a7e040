-- Counts the fleet zone by zone, in one pass: the figures of the whole fleet are the sum of these rows. Grouping by
-- zone, status and health is as fast as counting the whole; GROUPING SETS take a fifth longer.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  integer           maximum number of zones, the largest, with a row of their own
-- $3  double precision[]  margins of lateness: suspicion.ts
-- $4  double precision  hours in which a loss that was not acknowledged needs attention
-- $5, $6  scope of a limited key, in a part only: part-pieces.ts
-- least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))): the free slots of a worker s. The pieces `suspect` and `in_part`: whether it is suspect, and counted.
-- Result: one row per zone ('' for workers without one), and one for the rest (zone NULL); none for an empty fleet.
WITH part AS (
  SELECT
    coalesce(zone, '') AS zone, presence, status, health,
    count(*) AS workers,
    count(*) FILTER (WHERE held) AS held,
    count(*) FILTER (WHERE (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($3::float8[])[3]))), (SELECT ($3::float8[])[1]), (SELECT ($3::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($3::float8[])[1]) < 'Infinity'))) AS suspect,
    sum(max_concurrent_jobs) AS capacity,
    sum(greatest(current_job_count, assigned_job_count)) AS used,
    -- Up to the jobs that can be assigned: a worker does not report jobs that were assigned after its last heartbeat.
    sum(least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count)))) FILTER (
      WHERE worker_registration.lease_ends(lease_renewed_at, lease_seconds, $1) > statement_timestamp()
        AND NOT (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($3::float8[])[3]))), (SELECT ($3::float8[])[1]), (SELECT ($3::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($3::float8[])[1]) < 'Infinity'))
    ) AS free
  FROM worker_registration.worker_state AS s
  WHERE EXISTS (
    SELECT FROM worker_registration.worker AS part
    WHERE part.id = s.id AND part.terms @> $5::text[] AND starts_with(part.worker_id, $6::text)
  )
  GROUP BY 1, 2, 3, 4
),
largest AS (
  SELECT zone FROM part GROUP BY zone ORDER BY sum(workers) DESC, zone LIMIT $2
),
-- The losses that need attention, through their own index.
loss AS (
  SELECT coalesce(s.zone, '') AS zone, count(*) AS workers, min(s.presence_since) AS since
  FROM worker_registration.worker_state AS s
  WHERE s.presence = 'LOST' AND s.presence_since > now() - make_interval(secs => $4::float8 * 3600)
    AND NOT EXISTS (
      SELECT FROM worker_registration.loss_acknowledgement AS a WHERE a.worker = s.id AND a.lost_at = s.presence_since
    )
    AND EXISTS (
    SELECT FROM worker_registration.worker AS part
    WHERE part.id = s.id AND part.terms @> $5::text[] AND starts_with(part.worker_id, $6::text)
  )
  GROUP BY 1
),
attention AS (
  SELECT largest.zone, sum(loss.workers)::integer AS workers, min(loss.since) AS since
  FROM loss
  LEFT JOIN largest USING (zone)
  GROUP BY 1
),
counted AS (
  SELECT
    largest.zone,
    sum(workers) AS size,
    count(DISTINCT part.zone)::integer AS zones,
    coalesce(sum(workers) FILTER (WHERE status = 'ACTIVE'), 0)::integer AS active,
    coalesce(sum(workers) FILTER (WHERE status = 'IDLE'), 0)::integer AS idle,
    coalesce(sum(workers) FILTER (WHERE status = 'BUSY'), 0)::integer AS busy,
    coalesce(sum(workers) FILTER (WHERE status = 'MAINTENANCE'), 0)::integer AS maintenance,
    coalesce(sum(workers) FILTER (WHERE status = 'DRAINING'), 0)::integer AS draining,
    coalesce(sum(workers) FILTER (WHERE status = 'ERROR'), 0)::integer AS error,
    coalesce(sum(workers) FILTER (WHERE status = 'INACTIVE'), 0)::integer AS inactive,
    coalesce(sum(workers) FILTER (WHERE presence = 'EXPECTED'), 0)::integer AS expected,
    coalesce(sum(workers) FILTER (WHERE presence = 'LOST'), 0)::integer AS lost,
    coalesce(sum(workers) FILTER (WHERE presence = 'LEFT'), 0)::integer AS "left",
    coalesce(sum(workers) FILTER (WHERE status <> 'INACTIVE' AND health = 'HEALTHY'), 0)::integer AS healthy,
    coalesce(sum(workers) FILTER (WHERE status <> 'INACTIVE' AND health = 'UNHEALTHY'), 0)::integer AS unhealthy,
    coalesce(sum(workers) FILTER (WHERE status <> 'INACTIVE' AND health = 'FAILED'), 0)::integer AS failed,
    coalesce(sum(held) FILTER (WHERE status <> 'INACTIVE'), 0)::integer AS held,
    coalesce(sum(suspect), 0)::integer AS suspect,
    coalesce(sum(capacity) FILTER (WHERE status <> 'INACTIVE'), 0)::float8 AS capacity,
    coalesce(sum(used) FILTER (WHERE status <> 'INACTIVE'), 0)::float8 AS used,
    coalesce(sum(free) FILTER (WHERE status IN ('ACTIVE', 'IDLE', 'BUSY') AND health = 'HEALTHY'), 0)::float8 AS free
  FROM part
  LEFT JOIN largest USING (zone)
  GROUP BY largest.zone
)
SELECT
  counted.*, coalesce(attention.workers, 0) AS "unacknowledgedLosses", to_json(attention.since) #>> '{}' AS "lostSince"
FROM counted
LEFT JOIN attention
  -- In a form that can be hashed: the rest has no zone.
  ON coalesce(attention.zone, '') = coalesce(counted.zone, '') AND (attention.zone IS NULL) = (counted.zone IS NULL)
ORDER BY counted.size DESC, counted.zone
