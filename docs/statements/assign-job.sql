-- Assigns a job to a worker: the locked row of the worker decides, jobs are never counted.
--
-- $1  uuid              the worker
-- $2  text              the job
-- $3  integer           its priority
-- $4  double precision  length of a lease in seconds where a worker has none of its own
-- $5  integer           fence: the incarnation of the call, or NULL
-- $6  text              the caller
-- $7  text              fence: the bootId of the call, or NULL
-- $8  jsonb             fence: the scope of the caller, or NULL
-- $9  double precision[]  margins of lateness: suspicion.ts
-- $10  text[]            zones whose suspects take jobs like other workers
-- least(t.available_capacity, greatest(0, t.usable_slots - greatest(t.current_job_count, t.assigned_job_count))): the free slots of a worker t. The piece `fence`: fence.sql.
-- Result: one row: the fence of the assignment and its time, NULL if it was not assigned; the result of the fence of the
-- call, and why the worker cannot take the job; no row for an unknown worker. Neither assigned nor refused: the job is
-- already assigned; find-job.sql finds its worker.
WITH target AS (
  SELECT s.*, -- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. $5::integer, $7::text: the process that the call comes from; NULL if it states none. $8::jsonb:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN $8::jsonb IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, $8::jsonb) THEN 'outside'
  WHEN $5::integer > s.incarnation THEN 'ahead'
  WHEN $5::integer < s.incarnation OR $7::text <> s.boot_id THEN 'superseded'
END
 AS fence
  FROM worker_registration.worker_state AS s
  WHERE s.id = $1
  FOR NO KEY UPDATE
),
judged AS (
  SELECT
    t.id, t.fence, t.presence, t.health, t.order_kind, t.priority_threshold, t.usable_slots,
    greatest(t.current_job_count, t.assigned_job_count) AS jobs, worker_registration.late_seconds(t.presence, t.due_at, (SELECT worker_registration.excused_until((SELECT ($9::float8[])[3])))) AS late_seconds,
    worker_registration.is_accused(t.presence, t.health, t.accused_until) AS accused,
    worker_registration.has_lost_session(
    t.presence, t.health, t.session_lost_at, t.last_heartbeat, t.last_registered_at
  ) AS session_lost,
    CASE
      WHEN t.presence <> 'PRESENT' THEN 'absent'
      WHEN t.health <> 'HEALTHY' THEN 'unhealthy'
      WHEN t.order_kind IS NOT NULL THEN 'ordered'
      WHEN worker_registration.lease_ends(t.lease_renewed_at, t.lease_seconds, $4) <= now() THEN 'silent'
      WHEN ((worker_registration.is_suspect(
    t.presence, t.health, t.due_at, t.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($9::float8[])[3]))), (SELECT ($9::float8[])[1]), (SELECT ($9::float8[])[2])
  ) OR worker_registration.is_accused(t.presence, t.health, t.accused_until)
    OR (worker_registration.has_lost_session(
    t.presence, t.health, t.session_lost_at, t.last_heartbeat, t.last_registered_at
  ) AND (SELECT ($9::float8[])[1]) < 'Infinity')) AND coalesce(t.zone, '') <> ALL ((SELECT $10::text[])::text[])) THEN 'suspect'
      WHEN $3::integer < t.priority_threshold THEN 'priority'
      WHEN least(t.available_capacity, greatest(0, t.usable_slots - greatest(t.current_job_count, t.assigned_job_count))) <= 0 THEN 'full'
    END AS refusal
  FROM target AS t
),
inserted AS (
  INSERT INTO worker_registration.job (job_id, worker, priority, fence)
  SELECT $2::text, j.id, $3::integer, worker_registration.next_fence($2::text, (SELECT worker_registration.ready_fences()))
  FROM judged AS j
  WHERE j.fence IS NULL AND j.refusal IS NULL
  ON CONFLICT (job_id) DO NOTHING
  RETURNING worker, fence, assigned_at
),
counted AS (
  UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count + 1, differing_beats = 0
  FROM inserted AS i
  WHERE s.id = i.worker
  RETURNING s.id, i.fence
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, w.worker_id, $6::text,
    jsonb_build_object('jobId', $2::text, 'priority', $3::integer, 'fence', c.fence)
  FROM counted AS c
  JOIN worker_registration.worker AS w USING (id)
)
SELECT i.fence AS job_fence, i.assigned_at, j.* FROM judged AS j LEFT JOIN inserted AS i ON true
