-- Stores the decided guards, and an event for each that engaged, ended or is spent.
--
-- $1  jsonb  array of the guards to store; all others end
-- Result: a row for each guard whose state changed, with the state before and after it.
WITH wanted AS (
  SELECT *
  FROM jsonb_to_recordset($1::jsonb) AS g (
    scope text, zone text, state text, since timestamptz, episode_since timestamptz, silent integer, silent_now integer,
    total integer, hold_until timestamptz, released_through timestamptz
  )
),
was AS (
  SELECT * FROM worker_registration.guard
),
gone AS (
  DELETE FROM worker_registration.guard AS g
  WHERE NOT EXISTS (SELECT FROM wanted AS w WHERE w.scope = g.scope AND w.zone = g.zone)
),
kept AS (
  INSERT INTO worker_registration.guard AS g (
    scope, zone, state, since, episode_since, silent, silent_now, total, hold_until, released_through
  )
  SELECT scope, zone, state, since, episode_since, silent, silent_now, total, hold_until, released_through FROM wanted
  ON CONFLICT (scope, zone) DO UPDATE SET
    state = excluded.state, since = excluded.since, episode_since = excluded.episode_since,
    silent = excluded.silent, silent_now = excluded.silent_now, total = excluded.total,
    hold_until = excluded.hold_until, released_through = excluded.released_through,
    -- The order of an operator is over.
    steered_by = CASE WHEN num_nonnulls(excluded.hold_until, excluded.released_through) > 0 THEN g.steered_by END,
    steer_reason = CASE WHEN num_nonnulls(excluded.hold_until, excluded.released_through) > 0 THEN g.steer_reason END
  WHERE (g.state, g.silent, g.silent_now, g.total, g.hold_until)
    IS DISTINCT FROM (excluded.state, excluded.silent, excluded.silent_now, excluded.total, excluded.hold_until)
),
changed AS (
  SELECT
    coalesce(w.scope, b.scope) AS scope, coalesce(w.zone, b.zone) AS zone, coalesce(b.state, 'WATCHING') AS before,
    coalesce(w.state, 'WATCHING') AS state, b.since AS held_since, coalesce(w.silent, 0) AS silent,
    coalesce(w.total, b.total) AS total
  FROM wanted AS w
  FULL JOIN was AS b ON b.scope = w.scope AND b.zone = w.zone
  WHERE coalesce(b.state, 'WATCHING') <> coalesce(w.state, 'WATCHING')
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT
    CASE state
      WHEN 'HOLDING' THEN 'guard-engaged' WHEN 'SPENT' THEN 'guard-spent' ELSE 'guard-ended'
    END::worker_registration.event_type,
    'service',
    jsonb_build_object('scope', scope, 'zone', nullif(zone, ''), 'silent', silent, 'total', total)
      || CASE WHEN before = 'HOLDING' THEN jsonb_build_object('since', held_since) ELSE '{}' END
  FROM changed
  WHERE state = 'HOLDING' OR before = 'HOLDING'
)
SELECT scope, zone, before, state, silent, total FROM changed
