-- Whether any worker can take a job, even if its row is locked at the moment.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text[]            terms of `terms.ts` that the worker must all have; NULL for any
-- $4  text              its zone; NULL for any
-- $5  text              prefix of its workerId; NULL for any
-- $6  double precision[]  margins of lateness: suspicion.ts
-- $7  text[]            zones whose suspects take jobs like other workers
-- Result: one row: whether any worker can take it, and whether one that is not suspect can.
SELECT
  EXISTS (SELECT FROM worker_registration.worker_state AS s WHERE s.presence = 'PRESENT' AND s.health = 'HEALTHY' AND s.order_kind IS NULL
  AND s.assigned_job_count < s.usable_slots AND least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) > 0
  AND s.reported_status IN ('ACTIVE', 'IDLE', 'BUSY')
  AND s.priority_threshold <= (SELECT $1::integer)
  AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $2) > now()
  AND ($3::text[] IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND w.terms @> $3::text[]
  ))
  AND ($4::text IS NULL OR coalesce(s.zone, '') = $4::text)
  AND ($5::text IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND starts_with(w.worker_id, $5::text)
  ))) AS any,
  EXISTS (SELECT FROM worker_registration.worker_state AS s WHERE s.presence = 'PRESENT' AND s.health = 'HEALTHY' AND s.order_kind IS NULL
  AND s.assigned_job_count < s.usable_slots AND least(s.available_capacity, greatest(0, s.usable_slots - greatest(s.current_job_count, s.assigned_job_count))) > 0
  AND s.reported_status IN ('ACTIVE', 'IDLE', 'BUSY')
  AND s.priority_threshold <= (SELECT $1::integer)
  AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $2) > now()
  AND ($3::text[] IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND w.terms @> $3::text[]
  ))
  AND ($4::text IS NULL OR coalesce(s.zone, '') = $4::text)
  AND ($5::text IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND starts_with(w.worker_id, $5::text)
  )) AND NOT ((worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($6::float8[])[3]))), (SELECT ($6::float8[])[1]), (SELECT ($6::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($6::float8[])[1]) < 'Infinity')) AND coalesce(s.zone, '') <> ALL ((SELECT $7::text[])::text[]))) AS sound
