-- Releases a guard by order of an operator: it ends now, and the workers that are silent do not engage it again.
--
-- $1  text              scope: zone or fleet
-- $2  text              zone; '' for the fleet, and for workers without one
-- $3  double precision  seconds before the end of its lease from which on a worker is silent for the guard
-- $4  text              actor
-- $5  text              reason
-- Result: one row, or none if there is no such guard: the state before.
WITH was AS (
  SELECT scope, zone, state, silent, total FROM worker_registration.guard WHERE scope = $1 AND zone = $2
),
released AS (
  UPDATE worker_registration.guard AS g SET
    state = 'RELEASED',
    since = now(),
    hold_until = NULL,
    released_through = now() + make_interval(secs => $3),
    steered_by = worker_registration.actor_name($4),
    steer_reason = $5
  FROM was
  WHERE g.scope = was.scope AND g.zone = was.zone AND was.state <> 'RELEASED'
  RETURNING g.scope, g.zone, was.state AS was
),
noted AS (
  INSERT INTO {journal} (type, actor, detail)
  SELECT
    'guard-released', $4,
    jsonb_build_object('scope', scope, 'zone', nullif(zone, ''), 'was', was, 'reason', $5)
  FROM released
)
SELECT state AS was FROM was
