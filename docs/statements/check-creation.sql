-- Checks whether an operation could be created.
--
-- $1  text         actor
-- $2  jsonb        scope, or NULL
-- $3  text         end of the orders: a time, a duration from now, or NULL
-- $4  text         deadline: the same
-- $5  integer      maximum number of unfinished operations
-- The piece that it is composed with: creation-allowed.sql.
-- A piece: whether an operation of an actor ($1) with a scope ($2), or NULL, can be created: whether the end of its
-- orders or its deadline is not in the future, and whether fewer operations than $5 are unfinished. Callers with a scope
-- have four fifths of the room together, and a fifth each, so that none of them can stop the operations of the others.
SELECT
  coalesce(CASE WHEN $3::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $3::text::interval ELSE $3::text::timestamptz END <= now(), false) AS until_past,
  coalesce(CASE WHEN $4::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $4::text::interval ELSE $4::text::timestamptz END <= now(), false) AS deadline_past,
  count(*) < $5::integer AND ($2::jsonb IS NULL OR (
    count(*) FILTER (WHERE scope IS NOT NULL) < $5::integer * 4 / 5
    AND count(*) FILTER (WHERE scope IS NOT NULL AND actor = worker_registration.actor_name($1::text)) < $5::integer / 5
  )) AS has_room
FROM worker_registration.operation
WHERE state IN ('running', 'paused')
