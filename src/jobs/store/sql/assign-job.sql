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
-- {availability}: the free slots of a worker t. The piece `fence`: fence.sql.
-- Result: one row: the fence of the assignment and its time, NULL if it was not assigned; the result of the fence of the
-- call, and why the worker cannot take the job; no row for an unknown worker. Neither assigned nor refused: the job is
-- already assigned; find-job.sql finds its worker.
WITH target AS (
  SELECT s.*, {fence} AS fence
  FROM worker_registration.worker_state AS s
  WHERE s.id = $1
  FOR NO KEY UPDATE
),
judged AS (
  SELECT
    t.id, t.fence, t.presence, t.health, t.order_kind, t.priority_threshold, t.usable_slots,
    greatest(t.current_job_count, t.assigned_job_count) AS jobs, {late} AS late_seconds,
    worker_registration.is_accused(t.presence, t.health, t.accused_until) AS accused,
    {lost} AS session_lost,
    CASE
      WHEN t.presence <> 'PRESENT' THEN 'absent'
      WHEN t.health <> 'HEALTHY' THEN 'unhealthy'
      WHEN t.order_kind IS NOT NULL THEN 'ordered'
      WHEN worker_registration.lease_ends(t.lease_renewed_at, t.lease_seconds, $4) <= now() THEN 'silent'
      WHEN {lastChoice} THEN 'suspect'
      WHEN $3::integer < t.priority_threshold THEN 'priority'
      WHEN {availability} <= 0 THEN 'full'
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
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, w.worker_id, $6::text,
    jsonb_build_object('jobId', $2::text, 'priority', $3::integer, 'fence', c.fence)
  FROM counted AS c
  JOIN worker_registration.worker AS w USING (id)
)
SELECT i.fence AS job_fence, i.assigned_at, j.* FROM judged AS j LEFT JOIN inserted AS i ON true
