-- Reads the last undo of an operation, if it has one.
--
-- $1  uuid  the undone operation
SELECT id, state FROM worker_registration.operation WHERE undoes = $1
