-- Revokes an API key, unless it is the last with the role admin that works: nobody could make another then. The keys
-- with that role are locked first, so that two that are revoked at once are not both the last but one.
--
-- $1  text  id
-- $2  text  who revokes it
-- Result: one row: whether it is revoked; nothing for an unknown key.
WITH admins AS (
  SELECT id FROM worker_registration.api_key
  WHERE 'admin' = ANY (roles) AND (expires_at IS NULL OR expires_at > now())
  ORDER BY id
  FOR UPDATE
),
target AS (
  SELECT k.id, k.name, k.id IN (SELECT id FROM admins) AND (SELECT count(*) FROM admins) = 1 AS last
  FROM worker_registration.api_key AS k
  WHERE k.id = $1
),
revoked AS (
  DELETE FROM worker_registration.api_key AS k USING target AS t
  WHERE k.id = t.id AND NOT t.last
  RETURNING k.id, k.name
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT 'api-key-revoked', $2, jsonb_build_object('id', id, 'name', name) FROM revoked
)
SELECT EXISTS (SELECT FROM revoked) AS revoked FROM target
