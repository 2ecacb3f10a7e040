-- Does for a single job what claim-jobs.sql does for many, by the same rules, for less than a list of one.
--
-- $1  integer           priority of the job
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text              the job
-- $4  text              the caller
-- $5 to $9              those of claim-jobs.sql
-- Result: that of claim-jobs.sql.
WITH known AS (
  SELECT job_id, worker FROM worker_registration.job WHERE job_id = $3::text
),
taker AS MATERIALIZED (
  SELECT s.id
  FROM worker_registration.worker_state AS s
  WHERE NOT EXISTS (SELECT FROM known)
    AND {canTake}
  ORDER BY s.assigned_load, s.id
  LIMIT 1
  FOR NO KEY UPDATE SKIP LOCKED
),
inserted AS (
  INSERT INTO worker_registration.job (job_id, worker, priority, fence)
  SELECT $3::text, t.id, $1::integer,
    worker_registration.next_fence($3::text, (SELECT worker_registration.ready_fences()))
  FROM taker AS t
  ON CONFLICT (job_id) DO NOTHING
  RETURNING job_id, worker, fence
),
counted AS (
  {count}
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, c.worker_id, $4::text,
    jsonb_build_object('jobId', c.job_id, 'priority', $1::integer, 'fence', c.fence, 'claimed', true)
  FROM counted AS c
)
{made}
