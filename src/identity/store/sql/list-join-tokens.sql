-- Lists the join tokens by name, including expired ones.
--
-- $1  text     name after which the page begins
-- $2  integer  maximum number of rows
-- Result: one row per token.
SELECT
  id, name, tags, uses, used, created_at, created_by, expires_at, worker_id_pattern, zone, capabilities, max_slots, cidrs
FROM worker_registration.join_token
WHERE name > $1
ORDER BY name
LIMIT $2
