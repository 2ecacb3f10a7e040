-- Lists the operations that are not at their end, the oldest first.
SELECT id FROM worker_registration.operation WHERE state IN ('running', 'paused') ORDER BY id
