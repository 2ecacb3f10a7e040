-- Stores what reporters observed of workers; `ok` deletes what a reporter said about a worker before. Reports about one
-- worker are serialized by a lock: apply-observations.sql, in the same transaction, must see all of them.
--
-- $1  jsonb    array of reports {ord, worker, reporter, name, kind, job, scope}: ord from 1; a reporter either accuses a
--                worker or withdraws, not both; the name of the reporter in the journal; a job or null; the scope of the
--                caller, for is_in_scope
-- $2  integer  number of workers that a reporter may accuse at a time; one more is stored, to show that it is too many
-- $3  integer  number of reporters that are stored for one worker
-- Result: one row for each report on a known worker in scope: its ord, the presence of the worker, whether it has the job,
-- how many workers the reporter accuses, and, with one report of each reporter that accuses too many, those that it accused
-- before.
WITH given AS MATERIALIZED (
  SELECT *
  FROM jsonb_to_recordset($1::jsonb) AS g (
    ord integer, worker uuid, reporter text, name text, kind text, job text, scope jsonb
  )
),
-- In one order, so that two batches cannot deadlock.
turn AS MATERIALIZED (
  SELECT pg_advisory_xact_lock(k.key)
  FROM (SELECT DISTINCT hashtextextended(worker::text, 8) AS key FROM given ORDER BY 1) AS k
),
target AS MATERIALIZED (
  SELECT
    g.*, s.presence, g.kind <> 'ok' AND s.presence = 'PRESENT' AS accuses,
    EXISTS (SELECT FROM worker_registration.job AS j WHERE j.job_id = g.job AND j.worker = s.id) AS has_job
  FROM given AS g
  JOIN worker_registration.worker_state AS s ON s.id = g.worker
  WHERE (SELECT count(*) FROM turn) > 0 AND worker_registration.is_in_scope(s.id, g.scope)
),
-- Who accused whom before.
accused AS MATERIALIZED (
  SELECT DISTINCT o.reporter, o.worker
  FROM worker_registration.observation AS o
  WHERE o.reporter IN (SELECT reporter FROM target) AND o.at > now() - interval '3 minutes'
),
accusing AS MATERIALIZED (
  SELECT reporter, count(*) AS workers FROM accused GROUP BY reporter
),
heard AS MATERIALIZED (
  SELECT o.worker, count(DISTINCT o.reporter) AS reporters
  FROM worker_registration.observation AS o
  WHERE o.worker IN (SELECT worker FROM target) AND o.at > now() - interval '3 minutes'
  GROUP BY o.worker
),
-- New pairs, numbered for each reporter and for each worker.
fresh AS MATERIALIZED (
  SELECT
    t.reporter, t.worker,
    row_number() OVER (PARTITION BY t.reporter ORDER BY min(t.ord)) AS of_reporter,
    row_number() OVER (PARTITION BY t.worker ORDER BY min(t.ord)) AS of_worker
  FROM target AS t
  WHERE t.accuses AND (t.reporter, t.worker) NOT IN (SELECT reporter, worker FROM accused)
  GROUP BY t.reporter, t.worker
),
weighed AS MATERIALIZED (
  SELECT
    t.*, (coalesce(a.workers, 0) + coalesce(f.of_reporter, 0))::integer AS accused,
    f.of_worker IS NULL OR coalesce(h.reporters, 0) + f.of_worker <= $3 AS is_heard
  FROM target AS t
  LEFT JOIN accusing AS a USING (reporter)
  LEFT JOIN heard AS h USING (worker)
  LEFT JOIN fresh AS f USING (reporter, worker)
),
stored AS (
  INSERT INTO worker_registration.observation (worker, reporter, job_id, reporter_name, kind)
  SELECT DISTINCT ON (w.worker, w.reporter, job_id)
    w.worker, w.reporter, CASE WHEN w.has_job THEN w.job ELSE '' END AS job_id, w.name, w.kind
  FROM weighed AS w
  WHERE w.accuses AND w.accused <= $2 + 1 AND w.is_heard
  ORDER BY w.worker, w.reporter, job_id, w.ord DESC
  ON CONFLICT (worker, reporter, job_id)
  DO UPDATE SET reporter_name = excluded.reporter_name, kind = excluded.kind, at = excluded.at
),
withdrawn AS (
  DELETE FROM worker_registration.observation AS o USING target AS t
  WHERE t.kind = 'ok' AND o.worker = t.worker AND o.reporter = t.reporter
)
SELECT
  w.ord, w.presence, w.has_job, w.accused,
  CASE
    WHEN w.accuses AND w.accused > $2 AND row_number() OVER (PARTITION BY w.reporter, w.accuses ORDER BY w.accused DESC) = 1
    THEN array(SELECT a.worker FROM accused AS a WHERE a.reporter = w.reporter)
    ELSE '{}'
  END AS others
FROM weighed AS w
