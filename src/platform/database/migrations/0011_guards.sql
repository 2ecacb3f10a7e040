-- Guards that operators steer: held longer, or released now.

ALTER TABLE worker_registration.guard
  -- Silent workers at the last sweep, including FAILED ones and those for which the guard is spent.
  ADD COLUMN silent_now        integer NOT NULL DEFAULT 0,
  -- Until when an operator holds it, whatever the level of silence and guard-max-minutes.
  ADD COLUMN hold_until        timestamptz,
  -- Released: workers whose lease ends until then belong to the silence that must not engage the guard again.
  ADD COLUMN released_through  timestamptz,
  -- The operator who holds or released it.
  ADD COLUMN steered_by        text,
  ADD COLUMN steer_reason      text;
ALTER TABLE worker_registration.guard DROP CONSTRAINT guard_state_check;
ALTER TABLE worker_registration.guard ADD CONSTRAINT guard_state_check
  CHECK (state IN ('WATCHING', 'HOLDING', 'SPENT', 'RELEASED'));

ALTER TYPE worker_registration.event_type ADD VALUE 'guard-held';
ALTER TYPE worker_registration.event_type ADD VALUE 'guard-released';
