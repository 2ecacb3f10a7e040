-- Assigns a job to a worker: decided on its locked row, never by counting its jobs.
--
-- $1  uuid              the worker
-- $2  text              the job
-- $3  integer           its priority
-- $4  double precision  length of a lease in seconds
-- $5  integer           fence: the incarnation of the call, or NULL
-- $6  text              who asks
-- $7  text              fence: the bootId of the call, or NULL
-- $8  jsonb             fence: the scope of the caller, or NULL
-- least(t.available_capacity, greatest(0, t.usable_slots - greatest(t.current_job_count, t.assigned_job_count))): the free slots of a worker t. The piece `fence`: fence.sql.
-- Result: one row: whether it was assigned, what the fence says, and why the worker takes none; nothing for an unknown worker. Assigned to
-- nobody and refused by nobody: the job is somewhere already; find-job.sql tells where.
WITH target AS (
  SELECT s.*, -- A piece: what stands between a call and a worker (s). NULL where nothing does; 'superseded' where a newer process is
-- registered; 'ahead' where the call is of an incarnation that the record has not reached, as after a restore.
-- $5::integer, $7::text: the process that the call is of; NULL where it states none.
-- $8::jsonb: the scope of the caller, for is_in_scope; NULL for the whole fleet. 'outside' where the worker lies outside it.
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
    greatest(t.current_job_count, t.assigned_job_count) AS jobs,
    CASE
      WHEN t.presence <> 'PRESENT' THEN 'absent'
      WHEN t.health <> 'HEALTHY' THEN 'unhealthy'
      WHEN t.order_kind IS NOT NULL THEN 'ordered'
      WHEN t.lease_renewed_at < now() - make_interval(secs => $4::float8) THEN 'silent'
      WHEN $3::integer < t.priority_threshold THEN 'priority'
      WHEN least(t.available_capacity, greatest(0, t.usable_slots - greatest(t.current_job_count, t.assigned_job_count))) <= 0 THEN 'full'
    END AS refusal
  FROM target AS t
),
inserted AS (
  INSERT INTO worker_registration.job (job_id, worker, priority)
  SELECT $2::text, j.id, $3::integer FROM judged AS j WHERE j.fence IS NULL AND j.refusal IS NULL
  ON CONFLICT (job_id) DO NOTHING
  RETURNING worker
),
counted AS (
  UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count + 1, differing_beats = 0
  FROM inserted AS i
  WHERE s.id = i.worker
  RETURNING s.id
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, w.worker_id, $6::text, jsonb_build_object('jobId', $2::text, 'priority', $3::integer)
  FROM counted AS c
  JOIN worker_registration.worker AS w USING (id)
)
SELECT EXISTS (SELECT FROM inserted) AS assigned, j.* FROM judged AS j
