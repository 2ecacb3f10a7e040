-- Begins a session, and deletes ended ones.
--
-- $1  text              id
-- $2  text              id of the API key
-- $3  text              actor
-- $4  text              address of the client
-- $5  text              its user agent
-- $6  double precision  seconds until it ends
-- $7  double precision  seconds without use after which sessions end
-- Result: nothing.
WITH forgotten AS (
  DELETE FROM worker_registration.session
  WHERE expires_at <= now() OR last_used_at <= now() - make_interval(secs => $7)
),
made AS (
  INSERT INTO worker_registration.session (id, key_id, account, address, user_agent, expires_at)
  VALUES ($1, $2, worker_registration.actor_name($3), $4, $5, now() + make_interval(secs => $6))
  RETURNING id
)
INSERT INTO worker_registration.journal (type, actor, detail)
SELECT 'session-begun', $3, jsonb_build_object('id', id) FROM made
