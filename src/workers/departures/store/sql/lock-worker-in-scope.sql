-- Locks the descriptions of workers.
--
-- $1  uuid[]  ids
-- $2  jsonb   the scope of the caller, or NULL
-- Result: one row for each such worker in that scope.
SELECT id FROM worker_registration.worker
WHERE id = ANY ($1::uuid[]) AND worker_registration.is_in_scope(id, $2::jsonb)
ORDER BY id
FOR NO KEY UPDATE
