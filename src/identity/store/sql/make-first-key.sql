-- Makes a key with the role admin where none is left that works. Of instances that do so at once, one succeeds.
--
-- $1  text   id
-- $2  text   name
-- $3  bytea  hash
-- Result: the key, or nothing where there is one.
WITH made AS (
  INSERT INTO worker_registration.api_key AS k (id, name, hash, roles, created_by)
  SELECT $1, $2, $3, ARRAY['admin'], 'service'
  WHERE NOT EXISTS (
    SELECT FROM worker_registration.api_key
    WHERE 'admin' = ANY (roles) AND (expires_at IS NULL OR expires_at > now())
  )
  ON CONFLICT (name) DO UPDATE SET
    id = excluded.id, hash = excluded.hash, roles = excluded.roles, expires_at = NULL, created_by = 'service',
    created_at = now()
  WHERE k.expires_at <= now()
  RETURNING id, name, roles, created_at, created_by, expires_at
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT 'api-key-made', 'service', jsonb_build_object('id', id, 'name', name, 'roles', roles) FROM made
)
SELECT * FROM made
