-- Locks the description of a worker, before its state, as a registration does, and reads it.
--
-- $1  uuid   id
-- $2  jsonb  the scope of the caller, or NULL
-- Result: no row for an unknown worker, or one outside the scope.
SELECT id, overrides, reported, {fields}
FROM worker_registration.worker
WHERE id = $1 AND worker_registration.is_in_scope(id, $2::jsonb)
FOR NO KEY UPDATE
