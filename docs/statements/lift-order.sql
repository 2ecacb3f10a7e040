-- Lifts the orders of workers: the reported status, which was kept beside it, counts again. A drain to leave is cancelled
-- as well, unless another order was given on top of it: then only that one is lifted.
--
-- $1  uuid[]  ids
-- $2  text  the actor
-- $3  text  reason
-- $4  integer  fence: the incarnation of the call, or NULL
-- $5  text     fence: the bootId of the call, or NULL
-- $6  jsonb    fence: the scope of the caller, or NULL
-- $7  double precision[]  margins of lateness: suspicion.ts
-- $8  uuid     the operation that it belongs to, or NULL
-- The pieces that it is composed with: order-ends.sql, fence.sql.
-- Result: no row for an unknown worker, else its id (target), the result of the fence, and the new state if that is NULL.
WITH target AS (
  SELECT
    id, order_kind AS was, -- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. $4::integer, $5::text: the process that the call comes from; NULL if it states none. $6::jsonb:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN $6::jsonb IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, $6::jsonb) THEN 'outside'
  WHEN $4::integer > s.incarnation THEN 'ahead'
  WHEN $4::integer < s.incarnation OR $5::text <> s.boot_id THEN 'superseded'
END
 AS fence,
    leave_when_drained AND presence = 'PRESENT' AND order_kind IS NOT NULL
      AND (order_kind, order_by, coalesce(order_until, 'infinity'))
        IS DISTINCT FROM ('DRAINING', coalesce(leave_asked_by, 'worker'), 'infinity'::timestamptz) AS drains
  FROM worker_registration.worker_state AS s
  WHERE id = ANY ($1::uuid[])
  FOR NO KEY UPDATE
),
lifted AS (
  UPDATE worker_registration.worker_state AS s SET
    -- A piece: the changes of a worker (s) when its order ends (o): a drain below the order is in force again (o.drains),
-- else it has no order.
order_kind = CASE WHEN o.drains THEN 'DRAINING'::worker_registration.worker_status END,
order_reason = CASE WHEN o.drains THEN s.leave_reason END,
order_by = CASE WHEN o.drains THEN coalesce(s.leave_asked_by, 'worker') END,
order_since = CASE WHEN o.drains THEN now() END,
order_until = NULL,
order_deadline = NULL,
leave_when_drained = s.leave_when_drained AND o.drains,
leave_asked_by = CASE WHEN o.drains THEN s.leave_asked_by END,
leave_reason = CASE WHEN o.drains THEN s.leave_reason END

  FROM target AS o
  WHERE s.id = o.id AND o.fence IS NULL
  RETURNING s.*, o.was
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    'order-lifted', l.id, w.worker_id, $2,
    jsonb_build_object('kind', l.was, 'reason', $3::text, 'now', l.order_kind)
    || jsonb_strip_nulls(jsonb_build_object('operation', $8::uuid))
  FROM lifted AS l
  JOIN worker_registration.worker AS w USING (id)
  WHERE l.was IS NOT NULL
)
SELECT l.*, CASE WHEN l.presence IN ('LOST', 'LEFT') THEN json_build_object(
    'since', l.presence_since, 'reason', l.presence_reason,
    'acknowledged', (
      SELECT json_build_object('at', a.acknowledged_at, 'by', a.acknowledged_by, 'reason', a.reason)
      FROM worker_registration.loss_acknowledgement AS a
      WHERE a.worker = l.id AND a.lost_at = l.presence_since AND l.presence = 'LOST'
    )
  ) END AS absence, l.flapping_until > now() AS flapping, worker_registration.late_seconds(l.presence, l.due_at, (SELECT worker_registration.excused_until((SELECT ($7::float8[])[3])))) AS late_seconds, (worker_registration.is_suspect(
    l.presence, l.health, l.due_at, l.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($7::float8[])[3]))), (SELECT ($7::float8[])[1]), (SELECT ($7::float8[])[2])
  ) OR worker_registration.is_accused(l.presence, l.health, l.accused_until)
    OR (worker_registration.has_lost_session(
    l.presence, l.health, l.session_lost_at, l.last_heartbeat, l.last_registered_at
  ) AND (SELECT ($7::float8[])[1]) < 'Infinity')) AS suspect, coalesce(l.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) AS connected, o.id AS target, o.fence, NULL::text AS past, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM target AS o
LEFT JOIN lifted AS l USING (id)
