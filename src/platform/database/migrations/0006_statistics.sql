-- Figures of the fleet that all instances share, so that it is counted once for all of them.
CREATE TABLE worker_registration.statistics (
  kind        text COLLATE "C" PRIMARY KEY,
  taken_at    timestamptz NOT NULL DEFAULT '-infinity',
  valid_until timestamptz NOT NULL DEFAULT '-infinity', -- whoever asks later counts anew
  value       jsonb
);

-- Who is there and ill, the longest first: a list of the worst reads only them, however many left while they were ill.
CREATE INDEX worker_state_ill ON worker_registration.worker_state (health, health_since)
  WHERE presence = 'PRESENT' AND health <> 'HEALTHY';
