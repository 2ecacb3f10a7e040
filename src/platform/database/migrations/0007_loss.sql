-- A lost worker keeps the fleet DEGRADED until an operator acknowledges its loss.

-- A row for each worker whose loss was acknowledged. It counts only for the loss that began at lost_at: a worker that
-- returns and is lost again is a new loss. Beside the hot row, so that no heartbeat ever writes it.
CREATE TABLE worker_registration.loss_acknowledgement (
  worker           uuid PRIMARY KEY REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  -- presence_since of the loss.
  lost_at          timestamptz NOT NULL,
  acknowledged_at  timestamptz NOT NULL DEFAULT now(),
  acknowledged_by  text NOT NULL,
  reason           text NOT NULL
);

-- count-fleet, find-lost-workers and acknowledge-losses: recent losses.
CREATE INDEX worker_state_lost ON worker_registration.worker_state (presence_since) WHERE presence = 'LOST';
-- Lists by presence. Present workers are most of a fleet, and found without it.
CREATE INDEX worker_state_not_present ON worker_registration.worker_state (presence, id) WHERE presence <> 'PRESENT';
