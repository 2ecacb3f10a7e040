-- What was wrong with the heartbeats of a worker: written when it changes, and now and then while it lasts, never with each
-- heartbeat. The description is referred to, and not the state, whose rows are in constant use.
CREATE TABLE worker_registration.heartbeat_fault (
  worker        uuid PRIMARY KEY REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  refusals      integer NOT NULL,          -- since the last heartbeat that was accepted
  refused_at    timestamptz,
  refusal_code  text COLLATE "C",          -- of the error table
  refusal       text,
  dropped_at    timestamptz,
  dropped_field text COLLATE "C",
  dropped       text                       -- what was wrong with it
);
