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
  SELECT id, order_kind AS was, -- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. $6::integer, $7::text: the process that the call comes from; NULL if it states none. $8::jsonb:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN $8::jsonb IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, $8::jsonb) THEN 'outside'
  WHEN $6::integer > s.incarnation THEN 'ahead'
  WHEN $6::integer < s.incarnation OR $7::text <> s.boot_id THEN 'superseded'
END
 AS fence, CASE
      WHEN CASE WHEN $5::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $5::text::interval ELSE $5::text::timestamptz END <= now() THEN 'until'
      -- An operation may reach a worker late.
      WHEN $10::uuid IS NULL AND CASE WHEN $11::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $11::text::interval ELSE $11::text::timestamptz END <= now() THEN 'deadline'
      WHEN $10::uuid IS NULL AND CASE WHEN $11::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $11::text::interval ELSE $11::text::timestamptz END >= CASE WHEN $5::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $5::text::interval ELSE $5::text::timestamptz END THEN 'order'
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
    order_until = CASE WHEN $5::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $5::text::interval ELSE $5::text::timestamptz END,
    order_deadline = CASE WHEN $11::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $11::text::interval ELSE $11::text::timestamptz END
  FROM target AS t
  WHERE s.id = t.id AND t.fence IS NULL AND t.past IS NULL
  RETURNING s.*, t.was
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'order-given', o.id, w.worker_id, $4::text, jsonb_build_object('kind', $2::text, 'reason', $3::text, 'until', CASE WHEN $5::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $5::text::interval ELSE $5::text::timestamptz END)
    || jsonb_strip_nulls(jsonb_build_object('deadline', CASE WHEN $11::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $11::text::interval ELSE $11::text::timestamptz END, 'was', o.was, 'operation', $10::uuid))
  FROM ordered AS o
  JOIN worker_registration.worker AS w USING (id)
)
SELECT o.*, CASE WHEN o.presence IN ('LOST', 'LEFT') THEN json_build_object(
    'since', o.presence_since, 'reason', o.presence_reason,
    'acknowledged', (
      SELECT json_build_object('at', a.acknowledged_at, 'by', a.acknowledged_by, 'reason', a.reason)
      FROM worker_registration.loss_acknowledgement AS a
      WHERE a.worker = o.id AND a.lost_at = o.presence_since AND o.presence = 'LOST'
    )
  ) END AS absence, o.flapping_until > now() AS flapping, worker_registration.late_seconds(o.presence, o.due_at, (SELECT worker_registration.excused_until((SELECT ($9::float8[])[3])))) AS late_seconds, (worker_registration.is_suspect(
    o.presence, o.health, o.due_at, o.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($9::float8[])[3]))), (SELECT ($9::float8[])[1]), (SELECT ($9::float8[])[2])
  ) OR worker_registration.is_accused(o.presence, o.health, o.accused_until)
    OR (worker_registration.has_lost_session(
    o.presence, o.health, o.session_lost_at, o.last_heartbeat, o.last_registered_at
  ) AND (SELECT ($9::float8[])[1]) < 'Infinity')) AS suspect, coalesce(o.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) AS connected, t.id AS target, t.fence, t.past, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM target AS t
LEFT JOIN ordered AS o USING (id)
