-- Deletes join tokens that expired at least this long ago. The journal still has them.
--
-- $1  integer  days
-- $2  integer  maximum number of rows
-- Result: the number of deleted ones.
WITH old AS (
  SELECT id FROM worker_registration.join_token WHERE expires_at < now() - make_interval(days => $1) LIMIT $2
),
dropped AS (
  DELETE FROM worker_registration.join_token AS t USING old AS o WHERE t.id = o.id RETURNING t.id
)
SELECT count(*)::integer AS dropped FROM dropped
