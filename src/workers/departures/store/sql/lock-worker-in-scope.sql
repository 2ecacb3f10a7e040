-- Locks the description of a worker.
--
-- $1  uuid   id
-- $2  jsonb  the scope of the caller, or NULL
-- Result: one row; none where there is no such worker in that scope.
SELECT FROM worker_registration.worker
WHERE id = $1 AND worker_registration.is_in_scope(id, $2::jsonb)
FOR NO KEY UPDATE
