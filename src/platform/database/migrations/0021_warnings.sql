-- Warnings, and the last hour of figures of workers, from which most of them are computed.

ALTER TYPE worker_registration.event_type ADD VALUE 'warning-began';
ALTER TYPE worker_registration.event_type ADD VALUE 'warning-ended';

-- A row for each worker that reports figures: a byte for each of the last 60 minutes, and for each of the last 24 hours.
-- 255: no figure. Scales: trend-scales.ts. Refers to no worker: rows of workers that are gone expire.
CREATE TABLE worker_registration.worker_trend (
  id          uuid PRIMARY KEY,
  at          timestamptz NOT NULL, -- of the last minute
  incarnation integer NOT NULL,
  error_count integer NOT NULL, -- as last reported
  memory      bytea NOT NULL, -- 254: another process began
  lag         bytea NOT NULL, -- of the event loop
  errors      bytea NOT NULL, -- added in each minute
  lateness    bytea NOT NULL -- worst, in each hour
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 1);

-- Appends a byte, after some that have no figure, and keeps the last ones.
CREATE FUNCTION worker_registration.append_byte(history bytea, missing integer, value integer, kept integer) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN substring(
  history || decode(repeat('ff', missing), 'hex') || set_byte('\x00', 0, value)
  FROM length(history) + missing + 2 - kept
);

-- Each warning, and what became of it.
CREATE TABLE worker_registration.warning (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind        text COLLATE "C" NOT NULL,
  worker      uuid, -- NULL: about a pool
  worker_id   text COLLATE "C",
  zone        text COLLATE "C",
  pool        text COLLATE "C", -- '': the whole fleet
  began_at    timestamptz NOT NULL DEFAULT now(),
  seen_at     timestamptz NOT NULL DEFAULT now(), -- when its condition last held
  ended_at    timestamptz,
  expected_at timestamptz, -- when it says that it will happen
  judged_by   timestamptz NOT NULL, -- wrong, if it has not happened until then
  sentence    text NOT NULL,
  figures     jsonb NOT NULL,
  outcome     text COLLATE "C" CHECK (outcome IN ('right', 'wrong', 'void')),
  outcome_at  timestamptz,
  CHECK ((worker IS NULL) <> (pool IS NULL))
);
CREATE UNIQUE INDEX warning_open ON worker_registration.warning (kind, worker, pool) NULLS NOT DISTINCT WHERE ended_at IS NULL;
CREATE INDEX warning_unjudged ON worker_registration.warning (began_at) WHERE outcome IS NULL;
CREATE INDEX warning_began ON worker_registration.warning (began_at);
