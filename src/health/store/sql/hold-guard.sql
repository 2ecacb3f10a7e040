-- Engages or prolongs a guard by order of an operator. Workers for which the guard was spent are held again; FAILED ones
-- stay FAILED.
--
-- $1  text              scope: zone or fleet
-- $2  text              zone; '' for the fleet, and for workers without one
-- $3  double precision  minutes
-- $4  text              actor
-- $5  text              reason
-- Result: one row: until when it holds.
WITH held AS (
  INSERT INTO worker_registration.guard AS g (
    scope, zone, state, since, episode_since, silent, total, hold_until, steered_by, steer_reason
  )
  VALUES (
    $1, $2, 'HOLDING', now(), now(), 0, 0, now() + make_interval(secs => $3::float8 * 60),
    worker_registration.actor_name($4), $5
  )
  ON CONFLICT (scope, zone) DO UPDATE SET
    state = 'HOLDING',
    since = CASE WHEN g.state = 'HOLDING' THEN g.since ELSE now() END,
    hold_until = excluded.hold_until,
    released_through = NULL,
    steered_by = excluded.steered_by,
    steer_reason = excluded.steer_reason
  RETURNING scope, zone, hold_until
),
unspent AS (
  UPDATE worker_registration.worker_state AS s SET guard_spent = false
  WHERE s.presence = 'PRESENT' AND s.health <> 'HEALTHY' AND s.guard_spent
    AND ($1 = 'fleet' OR coalesce(s.zone, '') = $2)
),
noted AS (
  INSERT INTO {journal} (type, actor, detail)
  SELECT
    'guard-held', $4,
    jsonb_build_object('scope', scope, 'zone', nullif(zone, ''), 'until', hold_until, 'reason', $5)
  FROM held
)
SELECT hold_until FROM held
