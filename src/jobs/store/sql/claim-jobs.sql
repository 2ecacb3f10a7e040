-- Finds for each of many jobs that ask for the same a worker of its own, the most lightly loaded first, and assigns it.
-- Only rows that nobody holds are taken, so this waits for no other claim and no heartbeat.
--
-- $1  integer           priority of the jobs
-- $2  double precision  length of a lease in seconds
-- $3  text[]            words of `terms.ts` of which the workers must have all; NULL for any
-- $4  text              their zone; NULL for any
-- $5  text[]            the jobs, each once
-- $6  text[]            who asks for each
-- $7  integer           how many they are
-- Result: one row a job that is with somebody, now or before: with whom, and whether it was assigned by this; then the
-- worker after it, too. Who is missing was left over by those that could be taken.
--
-- Jobs are written in the order of their ids: two statements over the same jobs wait for each other in one direction.
WITH wished AS (
  SELECT * FROM unnest($5::text[], $6::text[]) AS w (job_id, actor)
),
fresh AS (
  SELECT w.job_id, w.actor, row_number() OVER (ORDER BY w.job_id) AS place
  FROM wished AS w
  WHERE NOT EXISTS (SELECT FROM worker_registration.job AS j WHERE j.job_id = w.job_id)
),
taker AS MATERIALIZED (
  SELECT s.id
  FROM worker_registration.worker_state AS s
  WHERE {canTake}
  ORDER BY s.assigned_load, s.id
  LIMIT $7
  FOR NO KEY UPDATE SKIP LOCKED
),
inserted AS (
  INSERT INTO worker_registration.job (job_id, worker, priority)
  SELECT f.job_id, t.id, $1::integer
  FROM fresh AS f
  JOIN (SELECT id, row_number() OVER () AS place FROM taker) AS t USING (place)
  ORDER BY f.job_id
  ON CONFLICT (job_id) DO NOTHING
  RETURNING job_id, worker
),
counted AS (
  UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count + 1, differing_beats = 0
  FROM inserted AS i
  WHERE s.id = i.worker
  RETURNING s.*
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'job-assigned', c.id, w.worker_id, f.actor,
    jsonb_build_object('jobId', i.job_id, 'priority', $1::integer, 'claimed', true)
  FROM counted AS c
  JOIN inserted AS i ON i.worker = c.id
  JOIN fresh AS f ON f.job_id = i.job_id
  JOIN worker_registration.worker AS w ON w.id = c.id
)
SELECT
  a.job_id, coalesce(i.worker, j.worker) AS worker, i.worker IS NOT NULL AS assigned, {live}, {description} AS description,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM wished AS a
LEFT JOIN inserted AS i USING (job_id)
LEFT JOIN worker_registration.job AS j ON j.job_id = a.job_id
LEFT JOIN counted AS c ON c.id = i.worker
LEFT JOIN worker_registration.worker AS w ON w.id = c.id
WHERE coalesce(i.worker, j.worker) IS NOT NULL
