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
  WHERE {canTake}
    AND ($10::boolean OR NOT {lastChoice})
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
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, w.worker_id, $9::text,
    jsonb_build_object('jobId', $8::text, 'priority', $1::integer, 'fence', c.fence, 'claimed', true)
  FROM counted AS c
  JOIN worker_registration.worker AS w USING (id)
)
SELECT t.id AS worker, i.fence FROM taker AS t LEFT JOIN inserted AS i ON true
