-- Creates a join token. An expired one with that name loses it.
--
-- $1  text    id              $4  text[]            tags that its workers may have, or NULL
-- $2  text    name            $5  integer           uses, or NULL
-- $3  bytea   hash            $6  double precision  seconds until it ends
--                             $7  text              actor
-- The other bounds of its workers, each NULL for none:
-- $8  text    pattern of workerIds
-- $9  text    zone            $11 integer           maximum of slots
-- $10 text[]  capabilities    $12 text[]            networks
-- Result: the join token, or no row if the name is in use.
WITH made AS (
  INSERT INTO worker_registration.join_token AS t (
    id, name, hash, tags, uses, expires_at, created_by, worker_id_pattern, zone, capabilities, max_slots, cidrs
  )
  VALUES (
    $1, $2, $3, $4, $5, now() + make_interval(secs => $6), worker_registration.actor_name($7), $8, $9, $10, $11, $12
  )
  ON CONFLICT (lower(name)) DO UPDATE SET
    id = excluded.id, name = excluded.name, hash = excluded.hash, tags = excluded.tags, uses = excluded.uses, used = 0,
    expires_at = excluded.expires_at, created_by = excluded.created_by, created_at = now(),
    worker_id_pattern = excluded.worker_id_pattern, zone = excluded.zone, capabilities = excluded.capabilities,
    max_slots = excluded.max_slots, cidrs = excluded.cidrs
  WHERE t.expires_at <= now()
  RETURNING id, name, tags, uses, used, created_at, created_by, expires_at, worker_id_pattern, zone, capabilities, max_slots, cidrs
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT
    'join-token-made', $7,
    jsonb_build_object('id', id, 'name', name, 'tags', tags, 'uses', uses, 'expiresAt', expires_at) || jsonb_strip_nulls(
      jsonb_build_object(
        'workerIdPattern', worker_id_pattern, 'zone', zone, 'capabilities', capabilities, 'maxSlots', max_slots,
        'cidrs', cidrs
      )
    )
  FROM made
)
SELECT * FROM made
