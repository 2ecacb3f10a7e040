-- Finds a worker of its own for each of many jobs with the same requirements, the most lightly loaded first, and
-- assigns the job to it. Uses unlocked rows only, so that it never waits for other claims or heartbeats, and no
-- suspects: claim-job.sql uses them where nothing else is left.
--
-- $1  integer           priority of the jobs
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- $3  text[]            the jobs, without duplicates, up to {atOnce}
-- $4  text[]            the caller of each
-- $5  double precision[]  margins of lateness: suspicion.ts
-- $6  text[]            zones whose suspects take jobs like other workers
-- $7 to $9              further requirements, if any: claim-statements.ts
-- Result: one row for each job that has a worker: the worker's id, and if this statement assigned it, the fence of the
-- assignment and the state of the worker afterwards. Missing jobs found no worker with an unlocked row.
--
-- PostgreSQL keeps a generic plan if it expects no gain from knowing the parameters. They are therefore wrapped in
-- SELECTs, and the statement reads a constant number of rows and keeps as many as there are jobs. Planning each time
-- took longer than everything else for a few jobs.
--
-- Jobs are locked and written in the order of their ids, so that two statements over the same jobs cannot deadlock.
WITH known AS (
  SELECT job_id, worker FROM worker_registration.job WHERE job_id = ANY ((SELECT $3::text[])::text[])
),
fresh AS (
  SELECT w.job_id, row_number() OVER (ORDER BY w.job_id) AS place
  FROM unnest((SELECT $3::text[])) AS w (job_id)
  WHERE w.job_id NOT IN (SELECT job_id FROM known)
),
taker AS MATERIALIZED (
  SELECT free.id
  FROM (
    SELECT s.id
    FROM worker_registration.worker_state AS s
    WHERE {canTake}
    ORDER BY s.assigned_load, s.id
    LIMIT {atOnce}
    FOR NO KEY UPDATE SKIP LOCKED
  ) AS free
  LIMIT (SELECT count(*) FROM fresh)
),
inserted AS (
  INSERT INTO worker_registration.job (job_id, worker, priority, fence)
  SELECT f.job_id, t.id, $1::integer,
    worker_registration.next_fence(f.job_id, (SELECT worker_registration.ready_fences()))
  FROM fresh AS f
  JOIN (SELECT id, row_number() OVER () AS place FROM taker) AS t USING (place)
  ORDER BY f.job_id
  ON CONFLICT (job_id) DO NOTHING
  RETURNING job_id, worker, fence
),
counted AS (
  {count}
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, c.worker_id, ($4::text[])[array_position($3::text[], c.job_id)],
    jsonb_build_object('jobId', c.job_id, 'priority', $1::integer, 'fence', c.fence, 'claimed', true)
  FROM counted AS c
)
{made}
