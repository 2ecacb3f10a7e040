-- Returns workers of a pool that can take jobs, those with the lightest load first, as candidates to be taken away; none that
-- an unfinished operation is about to change.
--
-- $1  text[]   terms that they all have
-- $2  integer  maximum number of rows
-- $3  jsonb    pools that have a minimum: [{name, terms, spare}], spare being the number of workers above it. Workers of a
--              pool without spare ones are no candidates.
-- The piece that it is composed with: in-operation.sql.
-- Result: one row per worker, with its pools of $3; idle_since, null while it has jobs, is when it last had one that its
-- heartbeats reported or that was assigned, or when it came.
WITH guarded AS (
  SELECT name, terms, spare FROM jsonb_to_recordset($3) AS given (name text, terms text[], spare integer)
),
candidate AS (
  SELECT
    s.id, w.worker_id, w.version, w.terms, s.zone, s.usable_slots, greatest(s.idle_changed_at, s.presence_since) AS idle_since,
    greatest(s.current_job_count, s.assigned_job_count) AS jobs
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE w.terms @> $1 AND s.presence = 'PRESENT' AND s.order_kind IS NULL AND s.health = 'HEALTHY'
    AND s.status IN ('ACTIVE', 'IDLE', 'BUSY')
    AND NOT EXISTS (
      SELECT FROM (
        {in_operation}
      ) AS changing
      WHERE changing.worker = s.id
    )
    AND NOT EXISTS (SELECT FROM guarded WHERE spare <= 0 AND w.terms @> guarded.terms)
  ORDER BY greatest(s.current_job_count, s.assigned_job_count)::float8 / s.usable_slots, idle_since
  LIMIT $2
)
SELECT
  worker_id, version, zone, usable_slots, jobs,
  ARRAY(SELECT name FROM guarded WHERE candidate.terms @> guarded.terms) AS pools,
  CASE WHEN jobs = 0 THEN greatest(
    idle_since,
    (
      SELECT e.at FROM worker_registration.journal AS e
      WHERE e.id = candidate.id AND e.type IN ('job-assigned', 'job-ended', 'job-released')
      ORDER BY e.seq DESC
      LIMIT 1
    )
  ) END AS idle_since
FROM candidate
