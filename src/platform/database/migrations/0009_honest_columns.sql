-- A column holds what its name says, in every row. The type of an event is an enum; a drain to leave has a reason of its own,
-- which presence_reason kept until the worker had left; and no row keeps what another statement was to read.

-- The types of src/journal/event-types.ts, which a test compares. A new one needs a later migration: ALTER TYPE … ADD VALUE.
CREATE TYPE worker_registration.event_type AS ENUM (
  'registered', 're-registered', 'replaced', 'came-back', 'reached', 'token-issued', 'credentials-revoked',
  'draining', 'deregistered', 'order-given', 'order-lifted', 'suspected', 'unhealthy', 'failed', 'recovered',
  'cleaned-up', 'loss-acknowledged', 'restored', 'guard-engaged', 'guard-ended', 'guard-spent', 'alert-firing',
  'alert-resolved', 'alert-muted', 'alert-unmuted', 'job-assigned', 'job-ended', 'job-released', 'api-key-made',
  'api-key-revoked', 'session-begun', 'session-ended', 'join-token-made', 'join-token-revoked',
  'signing-keys-rotated', 'deleted', 'purged'
);
ALTER TABLE worker_registration.journal
  ALTER COLUMN type TYPE worker_registration.event_type USING type::worker_registration.event_type;

-- Why the worker is to leave when its jobs are done; NULL: without a reason, or it is not to leave.
ALTER TABLE worker_registration.worker_state ADD COLUMN leave_reason text;
UPDATE worker_registration.worker_state SET
  leave_reason = CASE
    WHEN leave_when_drained AND presence_reason <> 'Deregistered without a reason' THEN presence_reason
  END,
  leave_asked_by = CASE WHEN leave_when_drained THEN leave_asked_by END,
  presence_reason = CASE
    WHEN presence IN ('LEFT', 'LOST') AND presence_reason <> 'Deregistered without a reason' THEN presence_reason
  END,
  order_reason = CASE WHEN order_kind IS NOT NULL THEN order_reason END,
  order_since = CASE WHEN order_kind IS NOT NULL THEN order_since END
WHERE presence_reason IS NOT NULL OR leave_asked_by IS NOT NULL
  OR order_kind IS NULL AND (order_reason IS NOT NULL OR order_since IS NOT NULL);

-- Sweeps read the columns in front of a million rows, and unpack no others: lease_seconds takes the place of a column that
-- they do not read.
ALTER TABLE worker_registration.worker_state RENAME COLUMN lease_seconds TO lease_seconds_behind;
ALTER TABLE worker_registration.worker_state RENAME COLUMN priority_threshold TO lease_seconds;
ALTER TABLE worker_registration.worker_state
  ALTER COLUMN lease_seconds DROP NOT NULL,
  ALTER COLUMN lease_seconds DROP DEFAULT,
  ADD COLUMN priority_threshold integer NOT NULL DEFAULT 0; -- a copy, so that an assignment is judged on the locked row
UPDATE worker_registration.worker_state SET priority_threshold = lease_seconds, lease_seconds = lease_seconds_behind;
ALTER TABLE worker_registration.worker_state DROP COLUMN lease_seconds_behind;
CREATE INDEX worker_state_own_lease ON worker_registration.worker_state (lease_seconds) WHERE lease_seconds IS NOT NULL;
