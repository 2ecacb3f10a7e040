-- Makes a join token. One of that name that is past its end gives it up.
--
-- $1  text    id              $4  text[]            tags that its workers may have, or NULL
-- $2  text    name            $5  integer           uses, or NULL
-- $3  bytea   hash            $6  double precision  seconds until it ends
--                             $7  text              actor
-- Result: the join token, or nothing where the name is taken.
WITH made AS (
  INSERT INTO worker_registration.join_token AS t (id, name, hash, tags, uses, expires_at, created_by)
  VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), worker_registration.actor_name($7))
  ON CONFLICT (lower(name)) DO UPDATE SET
    id = excluded.id, name = excluded.name, hash = excluded.hash, tags = excluded.tags, uses = excluded.uses, used = 0,
    expires_at = excluded.expires_at, created_by = excluded.created_by, created_at = now()
  WHERE t.expires_at <= now()
  RETURNING id, name, tags, uses, used, created_at, created_by, expires_at
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT
    'join-token-made', $7,
    jsonb_build_object('id', id, 'name', name, 'tags', tags, 'uses', uses, 'expiresAt', expires_at)
  FROM made
)
SELECT * FROM made
