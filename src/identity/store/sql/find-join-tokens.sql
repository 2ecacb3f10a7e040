-- Looks up join tokens of requests.
--
-- $1  text[]  ids
-- Result: one row per known token.
SELECT id, name, hash, tags, uses, worker_id_pattern, zone, capabilities, max_slots, cidrs,
  expires_at <= now() AS ended
FROM worker_registration.join_token
WHERE id = ANY ($1)
