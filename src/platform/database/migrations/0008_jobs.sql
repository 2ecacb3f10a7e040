-- Jobs: who runs what, and what was taken from whom.

CREATE TABLE worker_registration.job (
  job_id      text COLLATE "C" PRIMARY KEY,
  -- Whoever deletes a worker releases its jobs first, and says so in the journal. The state is referred to, and not the
  -- description: whoever assigns holds that row already, and waits for no other.
  worker      uuid NOT NULL REFERENCES worker_registration.worker_state (id) ON DELETE RESTRICT,
  priority    integer NOT NULL,
  assigned_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX job_worker ON worker_registration.job (worker, job_id);

-- Jobs that were taken from a worker while it was silent: told to it until it says that it has stopped them.
CREATE TABLE worker_registration.revoked_job (
  worker     uuid NOT NULL REFERENCES worker_registration.worker_state (id) ON DELETE CASCADE,
  job_id     text COLLATE "C" NOT NULL,
  revoked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (worker, job_id)
);

ALTER TABLE worker_registration.worker_state
  ADD COLUMN priority_threshold integer NOT NULL DEFAULT 0, -- a copy, so that an assignment is judged on the locked row
  ADD COLUMN has_revoked_jobs boolean NOT NULL DEFAULT false,
  ADD COLUMN assigned_load real NOT NULL GENERATED ALWAYS AS (assigned_job_count::real / usable_slots) STORED;
UPDATE worker_registration.worker_state AS s SET priority_threshold = w.priority_threshold
FROM worker_registration.worker AS w WHERE w.id = s.id AND w.priority_threshold <> 0;

-- The workers that may take a job, the lightly loaded first. None of these columns changes with a heartbeat.
CREATE INDEX worker_state_takers ON worker_registration.worker_state (assigned_load, id)
  WHERE presence = 'PRESENT' AND health = 'HEALTHY' AND order_kind IS NULL AND assigned_job_count < usable_slots;
