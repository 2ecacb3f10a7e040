-- Checks whether an operation could be created.
--
-- $1  text         actor
-- $2  jsonb        scope, or NULL
-- $3  timestamptz  end of the orders, or NULL
-- $4  timestamptz  deadline, or NULL
-- $5  integer      maximum number of unfinished operations
-- The piece that it is composed with: creation-allowed.sql.
-- A piece: whether an operation of an actor ($1) with a scope ($2), or NULL, can be created: whether a time ($3,
-- $4) is not in the future, and whether fewer operations than $5 are unfinished. Callers with a scope have four fifths
-- of the room together, and a fifth each, so that none of them can stop the operations of the others.
SELECT
  coalesce($3::timestamptz <= now(), false) AS until_past,
  coalesce($4::timestamptz <= now(), false) AS deadline_past,
  count(*) < $5::integer AND ($2::jsonb IS NULL OR (
    count(*) FILTER (WHERE scope IS NOT NULL) < $5::integer * 4 / 5
    AND count(*) FILTER (WHERE scope IS NOT NULL AND actor = worker_registration.actor_name($1::text)) < $5::integer / 5
  )) AS has_room
FROM worker_registration.operation
WHERE state IN ('running', 'paused')
