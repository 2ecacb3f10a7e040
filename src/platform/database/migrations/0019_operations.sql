-- Operations: tracked work on a selection of workers, which any instance carries on.

ALTER TYPE worker_registration.event_type ADD VALUE 'operation-begun';
ALTER TYPE worker_registration.event_type ADD VALUE 'operation-paused';
ALTER TYPE worker_registration.event_type ADD VALUE 'operation-resumed';
ALTER TYPE worker_registration.event_type ADD VALUE 'operation-ended';

CREATE TYPE worker_registration.operation_kind AS ENUM (
  'drain', 'maintenance', 'activate', 'deregister', 'delete', 'restore', 'undo'
);
CREATE TYPE worker_registration.operation_state AS ENUM ('running', 'paused', 'finished', 'cancelled', 'expired');
-- Of one worker. under-way: the change is made, and the operation waits for its effect.
CREATE TYPE worker_registration.operation_step AS ENUM ('pending', 'under-way', 'done', 'skipped', 'failed');

-- The row is locked by each step, so that one instance at a time carries an operation on.
CREATE TABLE worker_registration.operation (
  id              uuid PRIMARY KEY, -- UUID v7: in the order of creation
  kind            worker_registration.operation_kind NOT NULL,
  state           worker_registration.operation_state NOT NULL DEFAULT 'running',
  reason          text NOT NULL,
  actor           text COLLATE "C" NOT NULL,
  origin          text[] NOT NULL, -- of the request: subject, address and request id, which the events of its workers repeat
  scope           jsonb, -- of the caller, for is_in_scope; NULL: the whole fleet
  selection       jsonb NOT NULL, -- as it was asked for
  order_until     timestamptz,
  deadline        timestamptz,
  max_unavailable integer, -- a number of workers; NULL: no limit
  by_zone         boolean NOT NULL DEFAULT false,
  awaits          text COLLATE "C", -- what a replacement must have, as it was asked for
  awaited_term    text COLLATE "C", -- the same as a term of a worker
  undoes          uuid UNIQUE REFERENCES worker_registration.operation ON DELETE CASCADE,
  waiting_for     text, -- why the last step took no further worker
  total           integer NOT NULL DEFAULT 0,
  under_way       integer NOT NULL DEFAULT 0,
  done            integer NOT NULL DEFAULT 0,
  skipped         integer NOT NULL DEFAULT 0,
  failed          integer NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL DEFAULT now(),
  state_since     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX operation_unfinished ON worker_registration.operation (id) WHERE state IN ('running', 'paused');

-- The selection of an operation, fixed when it was created. Refers to no worker: it outlives the records.
CREATE TABLE worker_registration.operation_worker (
  operation    uuid REFERENCES worker_registration.operation ON DELETE CASCADE,
  worker       uuid,
  worker_id    text COLLATE "C" NOT NULL,
  zone         text COLLATE "C" NOT NULL, -- '': none
  step         worker_registration.operation_step NOT NULL,
  note         text, -- why it was skipped, failed or is done
  order_before jsonb, -- the order before the change, for undo
  order_since  timestamptz, -- worker_state.order_since after the change: whether the order is still that of the operation
  is_replaced  boolean NOT NULL DEFAULT false, -- whether another worker took its place
  PRIMARY KEY (operation, worker)
);
CREATE INDEX operation_worker_step ON worker_registration.operation_worker (operation, step, zone, worker);
