-- What is known of a worker is kept in two tables.
--
--   worker        its description: changes when it registers; wide, indexed for the list
--   worker_state  what changes while it lives: narrow, updated by each heartbeat
--
-- A heartbeat must stay a heap-only (HOT) update: no index on worker_state may hold, or be conditioned on, a column
-- whose value changes with each heartbeat, and half of each page is left free for the next version of its rows.

CREATE TYPE worker_registration.worker_status AS ENUM
  ('ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'DRAINING', 'ERROR', 'INACTIVE');
CREATE TYPE worker_registration.worker_health AS ENUM ('HEALTHY', 'UNHEALTHY', 'FAILED');
CREATE TYPE worker_registration.worker_presence AS ENUM ('NOT_SEEN', 'PRESENT', 'DEREGISTERED', 'CLEANED_UP');
CREATE TYPE worker_registration.registration_outcome AS ENUM
  ('created', 'refreshed', 'resumed', 'restarted', 'replaced');

CREATE TABLE worker_registration.worker (
  id                  uuid PRIMARY KEY,           -- UUID v7, made in the service: its order is the order of registration
  worker_id           text COLLATE "C" NOT NULL,  -- the name that the worker chose
  revision            integer NOT NULL,           -- grows with each registration; (id, revision) names one description for ever
  name                text NOT NULL,
  host_name           text,
  host_address        text,
  port                integer,
  max_concurrent_jobs integer NOT NULL,
  capabilities        jsonb NOT NULL,
  tags                text[] NOT NULL,
  version             text,
  priority_threshold  integer NOT NULL,
  worker_load_factor  double precision NOT NULL,
  zone                text,
  health_path         text,
  reconnect           jsonb,
  terms               text[] NOT NULL,            -- tags, capabilities, zone and version as the list filters by them
  search_text         text COLLATE "C" NOT NULL,  -- workerId, name, hostName and hostAddress in lower case
  CONSTRAINT worker_worker_id_key UNIQUE (worker_id)
);

-- One index answers tag, capability, zone and version in any combination. New entries wait in a list of at most 1 MiB,
-- which every search reads as well: without it a batch of registrations takes eight times as long.
CREATE INDEX worker_terms ON worker_registration.worker USING gin (terms) WITH (gin_pending_list_limit = 1024);

CREATE TABLE worker_registration.worker_state (
  id                   uuid PRIMARY KEY REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  heartbeat_count      bigint NOT NULL DEFAULT 0,
  registered_at        timestamptz NOT NULL,      -- the first time; never changes
  last_registered_at   timestamptz NOT NULL,
  last_heartbeat       timestamptz,
  lease_renewed_at     timestamptz,               -- by a registration, a heartbeat or a probe; the lease counts from here
  presence_since       timestamptz NOT NULL,
  order_since          timestamptz,
  order_until          timestamptz,

  revision             integer NOT NULL,          -- of the description that belongs to this state
  registration_count   integer NOT NULL DEFAULT 1,
  incarnation          integer NOT NULL DEFAULT 1,
  last_outcome         worker_registration.registration_outcome NOT NULL,

  presence             worker_registration.worker_presence NOT NULL,
  reported_status      worker_registration.worker_status NOT NULL DEFAULT 'ACTIVE',
  health               worker_registration.worker_health NOT NULL DEFAULT 'HEALTHY',
  order_kind           worker_registration.worker_status,

  max_concurrent_jobs  integer NOT NULL,          -- a copy, so that capacity is judged on this row alone
  usable_slots         integer NOT NULL,          -- max(1, min(maxConcurrentJobs, floor(maxConcurrentJobs × workerLoadFactor)))
  current_job_count    integer NOT NULL DEFAULT 0,
  available_capacity   integer NOT NULL,
  assigned_job_count   integer NOT NULL DEFAULT 0,
  consecutive_failures integer NOT NULL DEFAULT 0,
  error_count          integer NOT NULL DEFAULT 0,
  event_loop_lag_ms    integer,
  cpu_usage            real,
  memory_usage         real,
  held                 boolean NOT NULL DEFAULT false,
  leave_when_drained   boolean NOT NULL DEFAULT false, -- the worker asked to be deregistered when its jobs are done

  boot_id              text COLLATE "C",
  message              text,
  presence_reason      text,
  order_reason         text,
  order_by             text,

  status worker_registration.worker_status NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN presence <> 'PRESENT' THEN 'INACTIVE'
      WHEN health = 'FAILED' THEN 'ERROR'
      ELSE coalesce(order_kind, reported_status)
    END
  ) STORED,

  CONSTRAINT worker_state_reported_status_check CHECK (reported_status NOT IN ('DRAINING', 'INACTIVE')),
  CONSTRAINT worker_state_order_kind_check CHECK (order_kind IN ('DRAINING', 'MAINTENANCE')),
  CONSTRAINT worker_state_counts_check CHECK (
    current_job_count >= 0 AND available_capacity >= 0 AND assigned_job_count >= 0 AND usable_slots >= 1
  )
) WITH (
  fillfactor = 50,
  -- Dead versions are mostly pruned within their page; vacuum keeps up with what is left, early and in small steps.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 1,
  autovacuum_analyze_scale_factor = 0.05
);

-- In the order of the list, so that a page is cut from the index.
CREATE INDEX worker_state_status ON worker_registration.worker_state (status, id);
CREATE INDEX worker_state_health ON worker_registration.worker_state (health, id);

-- What a registration of a known worker means. boot ids equal: the same process.
CREATE FUNCTION worker_registration.outcome_of(
  known_boot text, given_boot text, running_jobs integer, described_only boolean
) RETURNS worker_registration.registration_outcome LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN described_only OR known_boot = given_boot THEN 'refreshed'
    WHEN running_jobs > 0 THEN 'resumed'
    ELSE 'restarted'
  END::worker_registration.registration_outcome
$$;

-- Text search: by trigrams where the extension can be had, else by the beginning of the worker id.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA worker_registration;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'pg_trgm is not to be had (%); text is searched from its beginning only', SQLERRM;
END $$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    EXECUTE format(
      'CREATE INDEX worker_search ON worker_registration.worker USING gin (search_text %I.gin_trgm_ops)'
      ' WITH (gin_pending_list_limit = 1024)',
      (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm')
    );
  ELSE
    CREATE INDEX worker_search ON worker_registration.worker (search_text);
  END IF;
END $$;
