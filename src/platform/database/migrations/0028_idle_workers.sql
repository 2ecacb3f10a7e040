-- The workers to take away first are those that have been idle for longest, also where only heartbeats report their jobs.
ALTER TABLE worker_registration.worker_state
  -- When current_job_count last became 0, or ceased to be; before that, when the record was created.
  ADD COLUMN idle_changed_at timestamptz NOT NULL DEFAULT now();
