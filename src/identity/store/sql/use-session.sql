-- Looks up a session and records its use, up to twice a minute.
--
-- $1  text              id
-- $2  double precision  seconds without use after which it ends
-- Result: its API key, or no row if it has ended.
WITH used AS (
  SELECT id, key_id, last_used_at
  FROM worker_registration.session
  WHERE id = $1 AND expires_at > now() AND last_used_at > now() - make_interval(secs => $2)
),
noted AS (
  UPDATE worker_registration.session AS s SET last_used_at = now()
  FROM used AS u
  WHERE s.id = u.id AND u.last_used_at < now() - interval '30 seconds'
)
SELECT key_id FROM used
