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
-- $10 uuid              the operation that lists it, and by which it is undone; created with its first workers
-- $11 text              the reason of the operation
-- $12 integer           maximum number of workers of an operation
-- Result: one row per worker, in the order of id, each with the beginning of the cleanup (run).
WITH due AS (
  SELECT w.id, w.health_since, w.last_error, w.zone, w.assigned_job_count, w.current_job_count, w.message, {failedSeconds} AS failed_seconds
  FROM worker_registration.worker_state AS w
  WHERE w.status = 'ERROR' AND w.id > $5 AND ($9::uuid[] IS NULL OR w.id = ANY ($9)) AND {due}
  ORDER BY w.id
  LIMIT $6
  FOR NO KEY UPDATE SKIP LOCKED
),
begun AS (
  SELECT coalesce($8::timestamptz, date_trunc('milliseconds', now())) AS run
),
-- At its end from the beginning: a cleanup that an instance breaks off is done with those that it has taken.
operation AS (
  INSERT INTO worker_registration.operation AS o (id, kind, state, reason, actor, origin, selection, total, done)
  SELECT
    $10::uuid, 'cleanup', 'finished', $11::text, worker_registration.actor_name($7::text), (string_to_array($7::text, chr(31)))[2:],
    jsonb_build_object('cleanup', to_char(b.run AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), c.cleaned, c.cleaned
  FROM (SELECT count(*)::integer AS cleaned FROM due) AS c
  CROSS JOIN begun AS b
  WHERE c.cleaned > 0 OR EXISTS (SELECT FROM worker_registration.operation WHERE id = $10)
  ON CONFLICT (id) DO UPDATE SET total = o.total + excluded.total, done = o.done + excluded.done, state_since = now()
  RETURNING o.id, o.kind, o.state, o.reason, o.total, o.done
),
listed AS (
  INSERT INTO worker_registration.operation_worker (operation, worker, worker_id, zone, step)
  SELECT $10::uuid, d.id, w.worker_id, coalesce(d.zone, ''), 'done'
  FROM due AS d
  JOIN worker_registration.worker AS w USING (id)
),
ended AS (
  INSERT INTO {journal} (type, actor, detail)
  SELECT 'operation-ended', $7, jsonb_build_object(
    'operation', o.id, 'kind', o.kind, 'state', o.state, 'reason', o.reason, 'workers', o.total, 'done', o.done,
    'skipped', 0, 'failed', 0, 'left', 0
  )
  FROM operation AS o
  WHERE o.total >= $12 OR (SELECT count(*) FROM due) < $6
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
    idle_changed_at = CASE WHEN s.current_job_count = 0 THEN s.idle_changed_at ELSE now() END,
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
    'assignedJobs', d.assigned_job_count, 'run', b.run, 'operation', $10::uuid
  ) || jsonb_strip_nulls(jsonb_build_object('message', d.message))
  FROM due AS d
  CROSS JOIN begun AS b
  JOIN worker_registration.worker AS w USING (id)
)
SELECT d.id, w.worker_id, d.zone, d.health_since, d.failed_seconds, d.last_error, b.run
FROM due AS d
CROSS JOIN begun AS b
JOIN worker_registration.worker AS w USING (id)
ORDER BY d.id
