-- Creates an operation without workers, unless too many are unfinished.
--
-- $1  uuid         id                     $8  text         deadline: as $7, or NULL
-- $2  text         kind                   $9  boolean      one zone after the other
-- $3  text         reason                 $10 text         what a replacement must have, or NULL
-- $4  text         actor                  $11 text         the same as a term, or NULL
-- $5  jsonb        scope, or NULL         $12 uuid         the operation that it undoes, or NULL
-- $6  jsonb        selection as asked     $13 integer      maximum number of unfinished operations
-- $7  text         end of the orders: a time, a duration from now, or NULL
-- The pieces that it is composed with: creation-allowed.sql, and both times by the clock (until, deadline).
-- Result: one row: whether it was created, and whether a time is not in the future.
WITH given AS (
  -- A piece: whether an operation of an actor ($4) with a scope ($5), or NULL, can be created: whether the end of its
-- orders or its deadline is not in the future, and whether fewer operations than $13 are unfinished. Callers with a scope
-- have four fifths of the room together, and a fifth each, so that none of them can stop the operations of the others.
SELECT
  coalesce(CASE WHEN $7::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $7::text::interval ELSE $7::text::timestamptz END <= now(), false) AS until_past,
  coalesce(CASE WHEN $8::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $8::text::interval ELSE $8::text::timestamptz END <= now(), false) AS deadline_past,
  count(*) < $13::integer AND ($5::jsonb IS NULL OR (
    count(*) FILTER (WHERE scope IS NOT NULL) < $13::integer * 4 / 5
    AND count(*) FILTER (WHERE scope IS NOT NULL AND actor = worker_registration.actor_name($4::text)) < $13::integer / 5
  )) AS has_room
FROM worker_registration.operation
WHERE state IN ('running', 'paused')

),
created AS (
  INSERT INTO worker_registration.operation (
    id, kind, reason, actor, origin, scope, selection, order_until, deadline, by_zone, awaits, awaited_term, undoes
  )
  SELECT
    $1::uuid, $2::text::worker_registration.operation_kind, $3::text, worker_registration.actor_name($4::text),
    (string_to_array($4::text, chr(31)))[2:], $5::jsonb, $6::jsonb, CASE WHEN $7::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $7::text::interval ELSE $7::text::timestamptz END, CASE WHEN $8::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + $8::text::interval ELSE $8::text::timestamptz END, $9::boolean, $10::text, $11::text, $12::uuid
  FROM given
  WHERE has_room AND NOT until_past AND NOT deadline_past
  RETURNING id
)
SELECT until_past, deadline_past, has_room FROM given
