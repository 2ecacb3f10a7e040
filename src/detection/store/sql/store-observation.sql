-- Stores what a reporter observed of a worker; `ok` deletes what that reporter said about it before. Reports about
-- one worker are serialized by a lock: apply-observations.sql, in the same transaction, must see all of them.
--
-- $1  uuid     the worker
-- $2  text     the reporter
-- $3  text     its name in the journal
-- $4  text     the kind: refused, timeout, error or ok
-- $5  text     the job, or NULL
-- $6  jsonb    the scope of the caller, for is_in_scope
-- $7  integer  number of workers that a reporter may accuse at a time; one more is stored, to show that it is too many
-- $8  integer  number of reporters that are stored for one worker
-- Result: one row, or none for an unknown worker or one outside the scope: its presence, whether it has the job, how many
-- workers the reporter accuses, itself included, and those that it accused before.
WITH turn AS MATERIALIZED (
  SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 8))
),
target AS MATERIALIZED (
  SELECT
    s.id, s.presence,
    EXISTS (SELECT FROM worker_registration.job AS j WHERE j.job_id = $5::text AND j.worker = s.id) AS has_job
  FROM worker_registration.worker_state AS s
  CROSS JOIN turn
  WHERE s.id = $1 AND worker_registration.is_in_scope(s.id, $6::jsonb)
),
accused AS MATERIALIZED (
  SELECT DISTINCT o.worker
  FROM worker_registration.observation AS o
  WHERE o.reporter = $2 AND o.at > now() - interval '3 minutes' AND o.worker <> $1
),
stored AS (
  INSERT INTO worker_registration.observation (worker, reporter, job_id, reporter_name, kind)
  SELECT t.id, $2, CASE WHEN t.has_job THEN $5::text ELSE '' END, $3, $4
  FROM target AS t
  WHERE $4 <> 'ok' AND t.presence = 'PRESENT' AND (SELECT count(*) FROM accused) <= $7
    AND (
      SELECT count(DISTINCT o.reporter) FROM worker_registration.observation AS o
      WHERE o.worker = $1 AND o.reporter <> $2 AND o.at > now() - interval '3 minutes'
    ) < $8
  ON CONFLICT (worker, reporter, job_id)
  DO UPDATE SET reporter_name = excluded.reporter_name, kind = excluded.kind, at = excluded.at
),
withdrawn AS (
  DELETE FROM worker_registration.observation AS o USING target AS t
  WHERE $4 = 'ok' AND o.worker = t.id AND o.reporter = $2
),
expired AS (
  DELETE FROM worker_registration.observation AS o
  WHERE (o.worker, o.reporter, o.job_id) IN (
    SELECT worker, reporter, job_id FROM worker_registration.observation
    WHERE at < now() - interval '3 minutes' AND reporter <> $2
    ORDER BY at LIMIT 100
    FOR UPDATE SKIP LOCKED
  )
)
SELECT
  t.presence, t.has_job,
  (SELECT count(*) FROM accused)::integer + 1 AS accusing,
  array(SELECT worker FROM accused) AS others
FROM target AS t
