-- Stores the decided guards, and an event for each that engaged, ended or is spent.
--
-- $1  jsonb  array of the guards to store; all others end
-- Result: a row for each guard whose state changed, with the state before and after it.
WITH wanted AS (
  SELECT *
  FROM jsonb_to_recordset($1::jsonb) AS g (
    scope text, zone text, state text, since timestamptz, episode_since timestamptz, silent integer, total integer
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
  INSERT INTO worker_registration.guard AS g (scope, zone, state, since, episode_since, silent, total)
  SELECT scope, zone, state, since, episode_since, silent, total FROM wanted
  ON CONFLICT (scope, zone) DO UPDATE SET
    state = excluded.state, since = excluded.since, episode_since = excluded.episode_since,
    silent = excluded.silent, total = excluded.total
  WHERE g.state <> excluded.state OR g.silent <> excluded.silent OR g.total <> excluded.total
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
  INSERT INTO {journal} (type, actor, detail)
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
