-- Periodic duties of many instances: each round is run once, by whichever instance claims it first.
CREATE TABLE worker_registration.duty (
  name       text COLLATE "C" PRIMARY KEY,
  round      bigint NOT NULL,
  claimed_at timestamptz NOT NULL,
  claimed_by text NOT NULL
);

-- Orders that end by themselves; none of these columns changes with a heartbeat.
CREATE INDEX worker_state_order_until ON worker_registration.worker_state (order_until) WHERE order_until IS NOT NULL;

-- Records that are purged when nobody came back for them; presence changes with a life, not with a heartbeat.
CREATE INDEX worker_state_absent ON worker_registration.worker_state (presence_since)
  WHERE presence IN ('DEREGISTERED', 'CLEANED_UP');
