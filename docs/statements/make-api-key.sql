-- Creates an API key. An expired key with that name loses it.
--
-- $1  text   id               $4  text[]            roles
-- $2  text   name             $5  double precision  seconds until it expires, or NULL: never
-- $3  bytea  hash             $6  text              actor
-- $7  text   zone, $8  text  tag, $9  text  workerId prefix: the part of the fleet, or NULL
-- Result: the key, or no row if the name is in use.
WITH made AS (
  INSERT INTO worker_registration.api_key AS k (id, name, hash, roles, expires_at, created_by, zone, tag, worker_id_prefix)
  VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), worker_registration.actor_name($6), $7, $8, $9)
  ON CONFLICT (lower(name)) DO UPDATE SET
    id = excluded.id, name = excluded.name, hash = excluded.hash, roles = excluded.roles, expires_at = excluded.expires_at,
    created_by = excluded.created_by, created_at = now(), zone = excluded.zone, tag = excluded.tag,
    worker_id_prefix = excluded.worker_id_prefix
  WHERE k.expires_at <= now()
  RETURNING id, name, roles, created_at, created_by, expires_at, zone, tag, worker_id_prefix
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT
    'api-key-made', $6,
    jsonb_build_object('id', id, 'name', name, 'roles', roles, 'expiresAt', expires_at) || jsonb_strip_nulls(
      jsonb_build_object('zone', zone, 'tag', tag, 'workerIdPrefix', worker_id_prefix)
    )
  FROM made
)
SELECT * FROM made
