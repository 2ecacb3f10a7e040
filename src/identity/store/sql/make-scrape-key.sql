-- Creates the key of the settings for scraping, with role viewer, or replaces the one that an earlier setting made. A
-- key of that name that a person made stays.
--
-- $1  text   id
-- $2  text   name
-- $3  bytea  hash
-- Result: the key, or no row if it is there already, or its name or id is in use.
WITH made AS (
  INSERT INTO worker_registration.api_key AS k (id, name, hash, roles, created_by)
  SELECT $1, $2, $3, ARRAY['viewer'], 'settings'
  WHERE NOT EXISTS (SELECT FROM worker_registration.api_key WHERE id = $1)
  ON CONFLICT (lower(name)) DO UPDATE SET id = excluded.id, hash = excluded.hash, created_at = now()
  WHERE k.created_by = 'settings'
  RETURNING id, name, roles
),
noted AS (
  INSERT INTO {journal} (type, actor, detail)
  SELECT 'api-key-made', 'service', jsonb_build_object('id', id, 'name', name, 'roles', roles) FROM made
)
SELECT * FROM made
