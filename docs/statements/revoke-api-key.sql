-- Revokes an API key, unless that would lock out all admins, now or when the other keys expire: the last working key
-- with role admin, and the last of these that never expires, are kept. The keys with that role are locked first, so
-- that two concurrent revocations cannot both leave the other key as the last one.
--
-- $1  text  id
-- $2  text  actor
-- Result: one row: whether it is revoked, and whether it is kept because the others expire; no row for an unknown key.
WITH admins AS (
  SELECT id, expires_at IS NULL AS lasts FROM worker_registration.api_key
  WHERE 'admin' = ANY (roles) AND (expires_at IS NULL OR expires_at > now())
  ORDER BY id
  FOR UPDATE
),
target AS (
  SELECT
    k.id, k.name,
    a.id IS NOT NULL AND NOT EXISTS (SELECT FROM admins AS o WHERE o.id <> k.id) AS last,
    coalesce(a.lasts, false) AND NOT EXISTS (SELECT FROM admins AS o WHERE o.id <> k.id AND o.lasts) AS last_lasting
  FROM worker_registration.api_key AS k
  LEFT JOIN admins AS a USING (id)
  WHERE k.id = $1
),
revoked AS (
  DELETE FROM worker_registration.api_key AS k USING target AS t
  WHERE k.id = t.id AND NOT t.last AND NOT t.last_lasting
  RETURNING k.id, k.name
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT 'api-key-revoked', $2, jsonb_build_object('id', id, 'name', name) FROM revoked
)
SELECT EXISTS (SELECT FROM revoked) AS revoked, last_lasting AND NOT last AS others_expire FROM target
