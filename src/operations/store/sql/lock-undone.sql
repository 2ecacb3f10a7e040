-- Locks an operation that is about to be undone: one undo begins at a time, after a step in progress.
--
-- $1  uuid  id
-- Result: its state.
SELECT state FROM worker_registration.operation WHERE id = $1 FOR NO KEY UPDATE
