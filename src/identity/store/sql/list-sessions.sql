-- Lists the active sessions, the most recently used first.
--
-- $1  text              the API key that they belong to, or NULL for all
-- $2  double precision  seconds without use after which they end
-- Result: one row per session, up to 1,000.
SELECT id, key_id, account, address, user_agent, created_at, last_used_at, expires_at
FROM worker_registration.session
WHERE ($1::text IS NULL OR key_id = $1) AND expires_at > now() AND last_used_at > now() - make_interval(secs => $2)
ORDER BY last_used_at DESC, id
LIMIT 1000
