-- A worker leaves: guarded by what is true when its row is locked.
--
-- $1  uuid     id
-- $2  boolean  leave although jobs are active
-- $3  boolean  drain: take no more jobs, leave when those in hand are done
-- $4  text     reason
-- $5  text     who asks for it
-- $6  integer  the incarnation that asks: a fence; NULL asks for whichever there is
-- Result: one row, or none for an unknown worker: whether another life of it has taken over (superseded), what it was
-- before (was_presence), its active jobs, whether anything changed (state columns are NULL where not).
WITH target AS (
  SELECT
    id, presence AS was_presence, greatest(current_job_count, assigned_job_count) AS active_jobs,
    coalesce(incarnation <> $6, false) AS superseded
  FROM worker_registration.worker_state
  WHERE id = $1
  FOR NO KEY UPDATE
),
changed AS (
  UPDATE worker_registration.worker_state AS s SET
    presence = CASE WHEN d.at_once THEN 'DEREGISTERED' ELSE s.presence END,
    presence_since = CASE WHEN d.at_once THEN now() ELSE s.presence_since END,
    presence_reason = coalesce($4, 'Deregistered without a reason'),
    leave_when_drained = NOT d.at_once,
    order_kind = CASE WHEN d.at_once THEN s.order_kind ELSE coalesce(s.order_kind, 'DRAINING') END,
    order_reason = CASE WHEN d.at_once OR s.order_kind IS NOT NULL THEN s.order_reason ELSE $4 END,
    order_by = CASE WHEN d.at_once OR s.order_kind IS NOT NULL THEN s.order_by ELSE 'worker' END,
    order_since = CASE WHEN d.at_once OR s.order_kind IS NOT NULL THEN s.order_since ELSE now() END
  FROM (
    SELECT *, $2 OR active_jobs = 0 OR was_presence <> 'PRESENT' AS at_once
    FROM target
    WHERE was_presence <> 'DEREGISTERED' AND NOT superseded AND ($2 OR $3 OR active_jobs = 0 OR was_presence <> 'PRESENT')
  ) AS d
  WHERE s.id = d.id
  RETURNING s.*
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    CASE c.presence WHEN 'DEREGISTERED' THEN 'deregistered' ELSE 'draining' END,
    c.id, w.worker_id, $5,
    jsonb_build_object('reason', c.presence_reason, 'activeJobs', t.active_jobs, 'forced', $2)
  FROM changed AS c
  JOIN target AS t USING (id)
  JOIN worker_registration.worker AS w USING (id)
)
SELECT
  t.was_presence, t.active_jobs, t.superseded, c.*,
  (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM target AS t
LEFT JOIN changed AS c USING (id)
