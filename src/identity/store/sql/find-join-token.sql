-- One join token.
--
-- $1  text  id
-- Result: one row, or nothing for an unknown one.
SELECT id, name, hash, tags, uses, worker_id_pattern, zone, capabilities, max_slots, cidrs,
  expires_at <= now() AS ended
FROM worker_registration.join_token
WHERE id = $1
