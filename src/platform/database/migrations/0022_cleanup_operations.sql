-- A cleanup that took workers is an operation, at its end from the beginning: it is listed, and undone as a whole.

ALTER TYPE worker_registration.operation_kind ADD VALUE 'cleanup';
