-- Gaps of single workers, and gaps by their end.

-- Time in which the heartbeats of one worker were refused because another transaction held its row. No foreign key: checking one would
-- wait for that transaction as well.
CREATE TABLE worker_registration.worker_gap (
  worker     uuid NOT NULL,
  gap_from   timestamptz NOT NULL,
  gap_until  timestamptz NOT NULL,
  PRIMARY KEY (worker, gap_until)
);

-- Judging reads the gaps of the last minutes only.
CREATE INDEX worker_gap_until ON worker_registration.worker_gap (gap_until);
CREATE INDEX gap_until ON worker_registration.gap (gap_until);
