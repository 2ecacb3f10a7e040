-- Reads operations, the newest first.
--
-- $1  uuid     only this one, or NULL
-- $2  text[]   only in these states, or NULL
-- $3  text[]   only of these kinds, or NULL
-- $4  uuid     only those created before this one, or NULL
-- $5  jsonb    only those of callers with this scope, or NULL
-- $6  integer  maximum number of rows
SELECT
  o.id, o.kind, o.state, o.reason, o.actor, o.selection, o.order_until, o.deadline,
  o.max_unavailable, o.by_zone, o.awaits,
  coalesce(o.undoes, (o.selection ->> 'undoes')::uuid) AS undoes, u.id AS undone_by, o.waiting_for, o.total, o.under_way, o.done, o.skipped,
  o.failed, o.created_at, o.state_since
FROM worker_registration.operation AS o
LEFT JOIN worker_registration.operation AS u ON u.undoes = o.id
WHERE ($1::uuid IS NULL OR o.id = $1)
  AND ($2::text[] IS NULL OR o.state::text = ANY ($2))
  AND ($3::text[] IS NULL OR o.kind::text = ANY ($3))
  AND ($4::uuid IS NULL OR o.id < $4)
  AND ($5::jsonb IS NULL OR o.scope = $5)
ORDER BY o.id DESC
LIMIT $6
