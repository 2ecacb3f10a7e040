-- Counts the present workers where a claim looked, those among them that meet its requirements, and for what first reason
-- each of these cannot take the job. Reads the state of the whole fleet: claim-refusals.ts limits how often.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text[]            terms of `terms.ts` that the worker must all have; NULL for any
-- $4  text              its zone; NULL for any
-- $5  text              prefix of its workerId; NULL for any
-- Result: one row of counts.
WITH present AS MATERIALIZED (
  SELECT
    s.id,
    CASE
      WHEN s.health <> 'HEALTHY' THEN 'unhealthy'
      WHEN s.order_kind IS NOT NULL THEN 'ordered'
      WHEN worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $2) <= now() THEN 'silent'
      WHEN s.reported_status NOT IN ('ACTIVE', 'IDLE', 'BUSY') THEN 'unwilling'
      WHEN $1::integer < s.priority_threshold THEN 'priority'
      WHEN least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) <= 0 OR s.assigned_job_count >= s.usable_slots THEN 'full'
    END AS refusal
  FROM worker_registration.worker_state AS s
  WHERE s.presence = 'PRESENT'
    AND ($4::text IS NULL OR coalesce(s.zone, '') = $4::text)
    AND ($5::text IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND starts_with(w.worker_id, $5::text)
  ))
),
fitting AS (
  SELECT s.refusal FROM present AS s WHERE $3::text[] IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND w.terms @> $3::text[]
  )
)
SELECT
  (SELECT count(*) FROM present)::integer AS present,
  count(*)::integer AS fitting,
  count(*) FILTER (WHERE refusal = 'unhealthy')::integer AS unhealthy,
  count(*) FILTER (WHERE refusal = 'ordered')::integer AS ordered,
  count(*) FILTER (WHERE refusal = 'silent')::integer AS silent,
  count(*) FILTER (WHERE refusal = 'unwilling')::integer AS unwilling,
  count(*) FILTER (WHERE refusal = 'priority')::integer AS priority,
  count(*) FILTER (WHERE refusal = 'full')::integer AS "full"
FROM fitting
