-- Locks an operation for a step; no row if it is at its end, or another instance carries it on.
--
-- $1  uuid  id
SELECT
  o.id, o.kind, o.state, o.reason, array_to_string(o.actor || o.origin, chr(31)) AS actor, o.scope::text AS scope, o.order_until::text AS order_until, o.deadline::text AS deadline, o.max_unavailable,
  o.by_zone, o.awaits, o.awaited_term, o.created_at::text AS created_at, o.waiting_for,
  coalesce(o.deadline <= now(), false) AS is_overdue, coalesce(o.order_until <= now(), false) AS is_until_past, o.total - o.under_way - o.done - o.skipped - o.failed AS pending,
  o.under_way, u.kind AS undone_kind, u.actor AS undone_actor, u.reason AS undone_reason
FROM worker_registration.operation AS o
LEFT JOIN worker_registration.operation AS u ON u.id = o.undoes
WHERE o.id = $1 AND o.state IN ('running', 'paused')
FOR NO KEY UPDATE OF o SKIP LOCKED
