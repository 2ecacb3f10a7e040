-- What a rule did before, and who muted it. The history holds {at, state, summary} for the latest times at which the
-- rule began to fire or was resolved, the latest last.
ALTER TABLE worker_registration.alert_rule
  ADD COLUMN history jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN muted_by text; -- null while no operator mutes it
