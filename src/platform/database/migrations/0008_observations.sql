-- Observations: what schedulers report about workers that they tried to reach. Suspicion that follows from them is kept apart
-- from lateness, so that neither overwrites the other. No index holds the column: heartbeats change the row.

ALTER TABLE worker_registration.worker_state
  ADD COLUMN accused_until timestamptz; -- until when the worker is suspect by reports of schedulers; NULL or past: it is not

-- Reports that a worker could not be reached, or answered with an error; the last of each reporter for each job. They count
-- for three minutes, and each new report deletes some of those that no longer do. Refers to the description, since rows of
-- worker_state are locked all the time.
CREATE TABLE worker_registration.observation (
  worker        uuid NOT NULL REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  reporter      text COLLATE "C" NOT NULL, -- the account by a name that never changes, or the network of a client without one
  job_id        text COLLATE "C" NOT NULL, -- a job that the worker had; '': none was named
  reporter_name text NOT NULL,             -- the reporter as the journal names it
  kind          text COLLATE "C" NOT NULL, -- refused, timeout or error
  at            timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (worker, reporter, job_id)
);
-- store-observation: how many workers a reporter accuses.
CREATE INDEX observation_reporter ON worker_registration.observation (reporter, at);
-- store-observation: reports that no longer count.
CREATE INDEX observation_at ON worker_registration.observation (at);

-- Whether a worker is suspect by reports of schedulers. A worker that has FAILED is beyond suspicion.
CREATE FUNCTION worker_registration.is_accused(
  presence worker_registration.worker_presence, health worker_registration.worker_health, accused_until timestamptz
) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(accused_until > now() AND presence = 'PRESENT' AND health <> 'FAILED', false)
$$;
