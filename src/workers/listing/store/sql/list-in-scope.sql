-- Lists those of the given workers that are in the scope of a caller.
--
-- $1  uuid[]  ids
-- $2  jsonb   scope
SELECT id FROM unnest($1::uuid[]) AS given (id) WHERE worker_registration.is_in_scope(id, $2::jsonb)
