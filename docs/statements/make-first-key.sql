-- Creates a key with role admin if there is none. If several instances do so at once, one succeeds: they choose the
-- same name.
--
-- $1  text     id
-- $2  text     name; if it is in use, with the next free number
-- $3  bytea    hash
-- $4  boolean  whether expired keys count as well
-- Result: the key, or no row if there already is one.
WITH made AS (
  INSERT INTO worker_registration.api_key AS k (id, name, hash, roles, created_by)
  SELECT $1, free.name, $3, ARRAY['admin'], 'service'
  FROM (
    SELECT given.name
    FROM generate_series(1, 1000) AS n
    CROSS JOIN LATERAL (SELECT $2 || CASE WHEN n = 1 THEN '' ELSE '-' || n END AS name) AS given
    WHERE NOT EXISTS (SELECT FROM worker_registration.api_key AS t WHERE lower(t.name) = lower(given.name))
    ORDER BY n LIMIT 1
  ) AS free
  WHERE NOT EXISTS (
    SELECT FROM worker_registration.api_key
    WHERE 'admin' = ANY (roles) AND ($4 OR expires_at IS NULL OR expires_at > now())
  )
  ON CONFLICT DO NOTHING
  RETURNING id, name, roles, created_at, created_by, expires_at
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT 'api-key-made', 'service', jsonb_build_object('id', id, 'name', name, 'roles', roles) FROM made
)
SELECT * FROM made
