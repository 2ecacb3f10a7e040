-- Cleans up workers that are FAILED for too long: they become INACTIVE. Another statement releases their jobs in the
-- same transaction. Their records stay, so that a worker that returns has the same id.
--
-- The condition on status uses an index; status is also ERROR for workers that only report ERROR.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  jsonb             effect of gaps: gap-maps.ts
-- $3  double precision  minutes that a worker may be FAILED
-- $4  jsonb             gaps of each instance and worker: lists of [from, until]
-- $5  uuid              id after which to continue
-- $6  integer           maximum number of rows; locked rows are left for the next time
-- $7  text              the actor
-- $8  timestamptz       when the cleanup began, which names it; NULL: it begins now
-- $9  uuid[]            the only workers that it may clean up; NULL: any
-- Result: one row per worker, in the order of id, each with the beginning of the cleanup (run).
WITH due AS (
  SELECT w.id, w.health_since, w.last_error, w.zone, w.assigned_job_count, w.current_job_count, w.message, {failedSeconds} AS failed_seconds
  FROM worker_registration.worker_state AS w
  WHERE w.status = 'ERROR' AND w.id > $5 AND ($9::uuid[] IS NULL OR w.id = ANY ($9)) AND {due}
  ORDER BY w.id
  LIMIT $6
  FOR NO KEY UPDATE SKIP LOCKED
),
cleaned AS (
  UPDATE worker_registration.worker_state AS s SET
    presence = 'LOST',
    presence_since = now(),
    presence_reason = format('FAILED for %s minutes: %s', round(d.failed_seconds / 60), d.last_error),
    leave_when_drained = false,
    leave_asked_by = NULL,
    leave_reason = NULL,
    current_job_count = 0,
    differing_beats = 0,
    available_capacity = s.usable_slots,
    error_count = 0,
    cpu_usage = NULL,
    memory_usage = NULL,
    event_loop_lag_ms = NULL
  FROM due AS d
  WHERE s.id = d.id
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'cleaned-up', d.id, w.worker_id, $7, jsonb_build_object(
    'failedSince', d.health_since, 'error', d.last_error, 'reportedJobs', d.current_job_count,
    'assignedJobs', d.assigned_job_count, 'run', coalesce($8::timestamptz, date_trunc('milliseconds', now()))
  ) || jsonb_strip_nulls(jsonb_build_object('message', d.message))
  FROM due AS d
  JOIN worker_registration.worker AS w USING (id)
)
SELECT d.id, w.worker_id, d.zone, d.health_since, d.failed_seconds, d.last_error, coalesce($8::timestamptz, date_trunc('milliseconds', now())) AS run
FROM due AS d
JOIN worker_registration.worker AS w USING (id)
ORDER BY d.id
