-- Join tokens that are shown.
--
-- $1  text[]  ids
-- Result: one row for each that is known.
SELECT id, name, hash, tags, uses, worker_id_pattern, zone, capabilities, max_slots, cidrs,
  expires_at <= now() AS ended
FROM worker_registration.join_token
WHERE id = ANY ($1)
