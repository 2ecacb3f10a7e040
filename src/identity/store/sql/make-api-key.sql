-- Makes an API key. An expired one of that name gives it up.
--
-- $1  text   id               $4  text[]            roles
-- $2  text   name             $5  double precision  seconds until it expires, or NULL: never
-- $3  bytea  hash             $6  text              actor
-- Result: the key, or nothing where the name is taken.
WITH made AS (
  INSERT INTO worker_registration.api_key AS k (id, name, hash, roles, expires_at, created_by)
  VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), worker_registration.actor_name($6))
  ON CONFLICT (lower(name)) DO UPDATE SET
    id = excluded.id, name = excluded.name, hash = excluded.hash, roles = excluded.roles, expires_at = excluded.expires_at,
    created_by = excluded.created_by, created_at = now()
  WHERE k.expires_at <= now()
  RETURNING id, name, roles, created_at, created_by, expires_at
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT 'api-key-made', $6, jsonb_build_object('id', id, 'name', name, 'roles', roles, 'expiresAt', expires_at) FROM made
)
SELECT * FROM made
