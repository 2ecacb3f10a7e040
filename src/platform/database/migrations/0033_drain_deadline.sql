-- A drain can have a deadline, after which the jobs that the worker still has are released.
ALTER TABLE worker_registration.worker_state
  ADD COLUMN order_deadline timestamptz; -- of a drain: when jobs that still run are released; NULL: never

-- lock-overdue-drains: drains past their deadline.
CREATE INDEX worker_state_order_deadline ON worker_registration.worker_state (order_deadline) WHERE order_deadline IS NOT NULL;
