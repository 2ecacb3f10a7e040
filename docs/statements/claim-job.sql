-- Finds the most lightly loaded worker that can take a job, waits for its row if it is locked, and assigns the job.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text[]            terms of `terms.ts` that the worker must all have; NULL for any
-- $4  text              its zone; NULL for any
-- $5  text              prefix of its workerId; NULL for any
-- $6  double precision[]  margins of lateness: suspicion.ts
-- $7  text[]            zones whose suspects take jobs like other workers
-- $8  text              the job
-- $9  text              the caller
-- $10  boolean          whether to use suspects as well, because no other worker can take the job
-- Result: one row if a worker could take the job: the worker, and the fence of the assignment; NULL: the job was already
-- assigned.
WITH taker AS MATERIALIZED (
  SELECT s.id
  FROM worker_registration.worker_state AS s
  WHERE s.presence = 'PRESENT' AND s.health = 'HEALTHY' AND s.order_kind IS NULL
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
  ))
    AND ($10::boolean OR NOT ((worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($6::float8[])[3]))), (SELECT ($6::float8[])[1]), (SELECT ($6::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($6::float8[])[1]) < 'Infinity')) AND coalesce(s.zone, '') <> ALL ((SELECT $7::text[])::text[])))
  ORDER BY s.assigned_load, s.id
  LIMIT 1
  FOR NO KEY UPDATE
),
inserted AS (
  INSERT INTO worker_registration.job (job_id, worker, priority, fence)
  SELECT $8::text, t.id, $1::integer, worker_registration.next_fence($8::text, (SELECT worker_registration.ready_fences()))
  FROM taker AS t
  ON CONFLICT (job_id) DO NOTHING
  RETURNING worker, fence
),
counted AS (
  UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count + 1, differing_beats = 0
  FROM inserted AS i
  WHERE s.id = i.worker
  RETURNING s.id, i.fence
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, w.worker_id, $9::text,
    jsonb_build_object('jobId', $8::text, 'priority', $1::integer, 'fence', c.fence, 'claimed', true)
  FROM counted AS c
  JOIN worker_registration.worker AS w USING (id)
)
SELECT t.id AS worker, i.fence FROM taker AS t LEFT JOIN inserted AS i ON true
