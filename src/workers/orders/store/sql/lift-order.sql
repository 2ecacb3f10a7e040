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
    id, order_kind AS was, {fence} AS fence,
    leave_when_drained AND presence = 'PRESENT' AND order_kind IS NOT NULL
      AND (order_kind, order_by, coalesce(order_until, 'infinity'))
        IS DISTINCT FROM ('DRAINING', coalesce(leave_asked_by, 'worker'), 'infinity'::timestamptz) AS drains
  FROM worker_registration.worker_state AS s
  WHERE id = ANY ($1::uuid[])
  FOR NO KEY UPDATE
),
lifted AS (
  UPDATE worker_registration.worker_state AS s SET
    {ends}
  FROM target AS o
  WHERE s.id = o.id AND o.fence IS NULL
  RETURNING s.*, o.was
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT
    'order-lifted', l.id, w.worker_id, $2,
    jsonb_build_object('kind', l.was, 'reason', $3::text, 'now', l.order_kind)
    || jsonb_strip_nulls(jsonb_build_object('operation', $8::uuid))
  FROM lifted AS l
  JOIN worker_registration.worker AS w USING (id)
  WHERE l.was IS NOT NULL
)
SELECT l.*, {absence} AS absence, {timed}, o.id AS target, o.fence, NULL::text AS past, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM target AS o
LEFT JOIN lifted AS l USING (id)
