-- Deregisters workers; the state of each locked row decides.
--
-- $1  uuid[]   ids
-- $2  boolean  deregister even if jobs are active
-- $3  boolean  drain: assign no more jobs, deregister when the current ones are done
-- $4  text     reason
-- $5  text     actor
-- $6  integer  fence: the incarnation of the call, or NULL
-- $7  text     fence: the bootId of the call, or NULL
-- $8  jsonb    fence: the scope of the caller, or NULL
-- $9  uuid     the operation that it belongs to, or NULL
-- The piece that it is composed with: fence.sql.
-- Result: one row for each known worker: its id (target), the result of the fence (fence), the presence before
-- (was_presence), its active jobs, whether anything changed (state columns are NULL if not).
WITH target AS (
  SELECT
    id, presence AS was_presence, greatest(current_job_count, assigned_job_count) AS active_jobs,
    -- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. $6::integer, $7::text: the process that the call comes from; NULL if it states none. $8::jsonb:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN $8::jsonb IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, $8::jsonb) THEN 'outside'
  WHEN $6::integer > s.incarnation THEN 'ahead'
  WHEN $6::integer < s.incarnation OR $7::text <> s.boot_id THEN 'superseded'
END
 AS fence, leave_when_drained AS was_leaving,
    -- The order of an operator stays; a drain that the worker requested becomes an operator's if an operator
    -- requests it, too.
    order_kind IS NULL OR (order_by = 'worker' AND worker_registration.actor_name($5::text) <> 'worker') AS free
  FROM worker_registration.worker_state AS s
  WHERE id = ANY ($1::uuid[])
  FOR NO KEY UPDATE
),
changed AS (
  UPDATE worker_registration.worker_state AS s SET
    presence = CASE WHEN d.at_once THEN 'LEFT' ELSE s.presence END,
    presence_since = CASE WHEN d.at_once THEN now() ELSE s.presence_since END,
    presence_reason = CASE WHEN d.at_once THEN $4 ELSE s.presence_reason END,
    leave_when_drained = s.leave_when_drained OR NOT d.at_once,
    -- A repeated request of the worker does not replace the request of an operator.
    leave_asked_by = CASE
      WHEN d.at_once OR (s.leave_when_drained AND s.leave_asked_by <> 'worker') THEN s.leave_asked_by
      ELSE worker_registration.actor_name($5)
    END,
    leave_reason = CASE
      WHEN d.at_once OR (s.leave_when_drained AND worker_registration.actor_name($5) = 'worker') THEN s.leave_reason
      ELSE $4
    END,
    order_kind = CASE WHEN d.begins THEN 'DRAINING' ELSE s.order_kind END,
    order_reason = CASE WHEN d.begins THEN $4 ELSE s.order_reason END,
    order_by = CASE WHEN d.begins THEN worker_registration.actor_name($5) ELSE s.order_by END,
    order_since = CASE WHEN d.begins THEN now() ELSE s.order_since END,
    order_until = CASE WHEN NOT d.begins THEN s.order_until END,
    order_deadline = CASE WHEN NOT d.begins THEN s.order_deadline END
  FROM (
    SELECT *, free AND NOT at_once AS begins
    FROM (SELECT *, $2 OR active_jobs = 0 OR was_presence <> 'PRESENT' AS at_once FROM target) AS t
    WHERE was_presence <> 'LEFT' AND fence IS NULL AND ($3 OR at_once)
  ) AS d
  WHERE s.id = d.id
  RETURNING s.*
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    CASE c.presence WHEN 'LEFT' THEN 'deregistered' ELSE 'draining' END::worker_registration.event_type,
    c.id, w.worker_id, $5,
    jsonb_build_object('reason', $4::text, 'activeJobs', t.active_jobs, 'forced', $2)
      || jsonb_strip_nulls(jsonb_build_object(
        'operation', $9::uuid, 'from', CASE WHEN t.was_presence <> 'PRESENT' THEN t.was_presence END
      ))
  FROM changed AS c
  JOIN target AS t USING (id)
  JOIN worker_registration.worker AS w USING (id)
  -- A worker that repeats the request for its current drain changes nothing.
  WHERE c.presence = 'LEFT' OR NOT t.was_leaving OR worker_registration.actor_name($5) <> 'worker'
)
SELECT
  t.id AS target, t.was_presence, t.active_jobs, t.fence, c.*,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM target AS t
LEFT JOIN changed AS c USING (id)
