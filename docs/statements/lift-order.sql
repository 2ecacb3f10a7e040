-- Lifts an order: what was before is there again, as it was kept beside it. A drain to leave is taken back as well, but
-- where another order was given over it: then that one alone.
--
-- $1  uuid  id
-- $2  text  who lifts it
-- $3  text  reason
-- $4  integer  fence: the incarnation of the call, or NULL
-- $5  text     fence: the bootId of the call, or NULL
-- $6  jsonb    fence: the scope of the caller, or NULL
-- The pieces that it is composed with: order-ends.sql, fence.sql.
-- Result: nothing for an unknown worker, else what the fence says, and the state after it where that is nothing.
WITH target AS (
  SELECT
    id, order_kind AS was, -- A piece: what stands between a call and a worker (s). NULL where nothing does; 'superseded' where a newer process is
-- registered; 'ahead' where the call is of an incarnation that the record has not reached, as after a restore.
-- $4::integer, $5::text: the process that the call is of; NULL where it states none.
-- $6::jsonb: the scope of the caller, for is_in_scope; NULL for the whole fleet. 'outside' where the worker lies outside it.
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
  WHERE id = $1
  FOR NO KEY UPDATE
),
lifted AS (
  UPDATE worker_registration.worker_state AS s SET
    -- A piece: what becomes of a worker (s) when the order that it was under ends (o): the drain over which that was given
-- is in force again (o.drains), else it is under none. The reason of the drain was kept for when it leaves.
order_kind = CASE WHEN o.drains THEN 'DRAINING'::worker_registration.worker_status END,
order_reason = CASE WHEN o.drains THEN nullif(s.presence_reason, 'Deregistered without a reason') END,
order_by = CASE WHEN o.drains THEN coalesce(s.leave_asked_by, 'worker') END,
order_since = CASE WHEN o.drains THEN now() END,
order_until = NULL,
leave_when_drained = s.leave_when_drained AND o.drains

  FROM target AS o
  WHERE s.id = o.id AND o.fence IS NULL
  RETURNING s.*, o.was
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT
    'order-lifted', l.id, w.worker_id, $2,
    jsonb_build_object('kind', l.was, 'reason', $3::text, 'now', l.order_kind)
  FROM lifted AS l
  JOIN worker_registration.worker AS w USING (id)
  WHERE l.was IS NOT NULL
)
SELECT l.*, o.fence, false AS past, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM target AS o
LEFT JOIN lifted AS l USING (id)
