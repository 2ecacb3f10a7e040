-- Who asked for a worker to leave when its jobs are done: a restart of the worker takes back its own wish alone, and the
-- drain is in force again when an order that was given over it ends. It means something only with leave_when_drained;
-- NULL, of workers that were asked before there was this column, is the worker itself.
ALTER TABLE worker_registration.worker_state ADD COLUMN leave_asked_by text;
