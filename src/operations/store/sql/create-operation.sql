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
  {allowed}
),
created AS (
  INSERT INTO worker_registration.operation (
    id, kind, reason, actor, origin, scope, selection, order_until, deadline, by_zone, awaits, awaited_term, undoes
  )
  SELECT
    $1::uuid, $2::text::worker_registration.operation_kind, $3::text, worker_registration.actor_name($4::text),
    (string_to_array($4::text, chr(31)))[2:], $5::jsonb, $6::jsonb, {until}, {deadline}, $9::boolean, $10::text, $11::text, $12::uuid
  FROM given
  WHERE has_room AND NOT until_past AND NOT deadline_past
  RETURNING id
)
SELECT until_past, deadline_past, has_room FROM given
