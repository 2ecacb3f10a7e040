-- The history of slots by pool and zone, from which forecasts are made. Steps of 5 minutes are kept for 8 weeks, steps of an
-- hour for a year. Several counts within a step are averaged.
CREATE TABLE worker_registration.capacity_step (
  pool         text COLLATE "C" NOT NULL, -- name of the pool; empty for the whole fleet
  zone         text COLLATE "C" NOT NULL, -- empty for all workers of the pool
  step_minutes smallint NOT NULL CHECK (step_minutes IN (5, 60)),
  at           timestamptz NOT NULL, -- when the step began
  samples      integer NOT NULL, -- number of counts; 0 if only refused claims were written
  workers      double precision NOT NULL DEFAULT 0, -- that can take jobs
  usable       double precision NOT NULL DEFAULT 0, -- their usable slots
  used         double precision NOT NULL DEFAULT 0,
  peak         double precision NOT NULL DEFAULT 0, -- most used slots of a count
  free         double precision NOT NULL DEFAULT 0,
  suspect      double precision NOT NULL DEFAULT 0,
  draining     double precision NOT NULL DEFAULT 0,
  expected     double precision NOT NULL DEFAULT 0,
  unmet        integer NOT NULL DEFAULT 0, -- jobs whose claims found no worker, once a minute each
  PRIMARY KEY (step_minutes, pool, zone, at)
);
CREATE INDEX capacity_step_at ON worker_registration.capacity_step (step_minutes, at);
