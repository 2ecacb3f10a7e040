-- Stores an operator's order for workers: drain, or maintenance. It outlives restarts of a worker and ends when it is
-- lifted or expires.
--
-- $1  uuid[]       ids                   $4  text         actor
-- $2  text         DRAINING, MAINTENANCE $5  text         when it ends: a time, a duration from now, or NULL
-- $3  text         reason
-- $6  integer      fence: the incarnation of the call, or NULL
-- $7  text         fence: the bootId of the call, or NULL
-- $8  jsonb        fence: the scope of the caller, or NULL
-- $9  double precision[]  margins of lateness: suspicion.ts
-- $10 uuid     the operation that it belongs to, or NULL
-- $11 text     of a drain: when jobs that still run are released, as $5, or NULL
-- The pieces that it is composed with: fence.sql, and the moments by the clock (until, deadline).
-- Result: no row for an unknown worker, else one row: its id (target); the result of the fence; past, which of the
-- moments is not in the future (until, deadline), or order, if the order would end before its deadline; and the new state, if none prevents it.
WITH target AS (
  SELECT id, order_kind AS was, {fence} AS fence, CASE
      WHEN {until} <= now() THEN 'until'
      -- An operation may reach a worker late.
      WHEN $10::uuid IS NULL AND {deadline} <= now() THEN 'deadline'
      WHEN $10::uuid IS NULL AND {deadline} >= {until} THEN 'order'
    END AS past
  FROM worker_registration.worker_state AS s
  WHERE id = ANY ($1::uuid[])
  FOR NO KEY UPDATE
),
ordered AS (
  UPDATE worker_registration.worker_state AS s SET
    order_kind = $2::text::worker_registration.worker_status,
    order_reason = $3::text,
    order_by = worker_registration.actor_name($4::text),
    order_since = CASE WHEN s.order_kind::text = $2::text AND s.order_by = worker_registration.actor_name($4::text) THEN s.order_since ELSE now() END,
    order_until = {until},
    order_deadline = {deadline}
  FROM target AS t
  WHERE s.id = t.id AND t.fence IS NULL AND t.past IS NULL
  RETURNING s.*, t.was
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT 'order-given', o.id, w.worker_id, $4::text, jsonb_build_object('kind', $2::text, 'reason', $3::text, 'until', {until})
    || jsonb_strip_nulls(jsonb_build_object('deadline', {deadline}, 'was', o.was, 'operation', $10::uuid))
  FROM ordered AS o
  JOIN worker_registration.worker AS w USING (id)
)
SELECT o.*, {absence} AS absence, {timed}, t.id AS target, t.fence, t.past, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM target AS t
LEFT JOIN ordered AS o USING (id)
