-- Accepts heartbeats that renew-leases.sql does not: of workers that return, that leave with their last job, or whose
-- rows were locked. A change of presence is an event.
--
-- Parameters: beats.sql, and $22 text[], the actor of each heartbeat. {waiting}: SKIP LOCKED skips locked rows;
-- without it the statement waits for them.
-- Result: the columns of renewal-row.ts of each accepted heartbeat, and ends_silence: the worker was unhealthy for its
-- silence, or not present.
WITH locked AS (
  SELECT
    b.*,
    {before},
    s.presence AS was,
    -- A drained worker is deregistered by the heartbeat that reports no jobs.
    CASE
      WHEN s.leave_when_drained AND s.assigned_job_count = 0 AND coalesce(b.jobs, s.current_job_count) = 0
      THEN 'LEFT' ELSE 'PRESENT'
    END::worker_registration.worker_presence AS presence
  FROM {beats}
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE {fits}
  -- In the order of id, so that two lists over the same workers cannot deadlock.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s {waiting}
),
renewed AS (
  UPDATE worker_registration.worker_state AS s SET
    {changes},
    presence = b.presence,
    presence_since = CASE WHEN b.presence = b.was THEN s.presence_since ELSE now() END,
    presence_reason = CASE b.presence WHEN 'LEFT' THEN s.leave_reason END
  FROM locked AS b
  WHERE s.id = b.id
  RETURNING s.*, b.was, b.was_taken_by, b.shown, b.ord
),
-- Only a change of presence is an event; the heartbeat itself is counted, not recorded.
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT
    CASE r.presence WHEN 'PRESENT' THEN 'came-back' ELSE 'deregistered' END::worker_registration.event_type,
    r.id, w.worker_id, ($22::text[])[r.ord],
    jsonb_strip_nulls(jsonb_build_object(
      'from', r.was, 'reason', r.presence_reason
    ))
  FROM renewed AS r
  JOIN worker_registration.worker AS w USING (id)
  WHERE r.presence <> r.was
)
SELECT
  {answer},
  s.health <> 'HEALTHY' AND (s.was <> 'PRESENT' OR 'heartbeat' = ANY (s.failed_checks)) AS ends_silence
FROM renewed AS s
