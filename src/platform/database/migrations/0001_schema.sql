-- The schema of version 0.1.0, one section for each subject:
--
--   1 types        2 workers      3 instances    4 health        5 reconnection
--   6 jobs         7 journal      8 access       9 alerts       10 statistics
--
-- A column says what it means and, for quantities, its unit; an index names the queries that it serves. Moments are of the
-- database's clock. Names, ids and codes are compared byte by byte (COLLATE "C").


-- 1 TYPES ------------------------------------------------------------------------------------------------------------------

-- ACTIVE, IDLE, BUSY, MAINTENANCE and ERROR can be reported by workers; MAINTENANCE and DRAINING can be ordered by operators.
CREATE TYPE worker_registration.worker_status AS ENUM
  ('ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'DRAINING', 'ERROR', 'INACTIVE');
CREATE TYPE worker_registration.worker_health AS ENUM ('HEALTHY', 'UNHEALTHY', 'FAILED');
CREATE TYPE worker_registration.worker_presence AS ENUM ('NOT_SEEN', 'PRESENT', 'DEREGISTERED', 'CLEANED_UP');
CREATE TYPE worker_registration.registration_outcome AS ENUM
  ('created', 'refreshed', 'resumed', 'restarted', 'replaced');


-- 2 WORKERS ----------------------------------------------------------------------------------------------------------------
--
-- A worker is kept in two tables:
--
--   worker        its description: changes when it registers; wide, indexed for the list
--   worker_state  what changes while it lives: narrow, updated by each heartbeat
--
-- A heartbeat must stay a heap-only (HOT) update: no index on worker_state may hold, or be conditioned on, a column that
-- changes with each heartbeat, and half of each page is left free for the next versions of its rows.

CREATE TABLE worker_registration.worker (
  id                  uuid PRIMARY KEY,           -- UUID v7 that the service assigns: sorts by the time of registration
  worker_id           text COLLATE "C" NOT NULL,  -- the name that the worker chose
  revision            integer NOT NULL,           -- grows with each registration; (id, revision) names one description for ever
  name                text NOT NULL,
  host_name           text,
  host_address        text,
  port                integer,
  max_concurrent_jobs integer NOT NULL,           -- slots
  capabilities        jsonb NOT NULL,             -- names and values
  tags                text[] NOT NULL,
  version             text,
  priority_threshold  integer NOT NULL,           -- takes jobs of this priority or a higher one
  worker_load_factor  double precision NOT NULL,  -- share of its slots that may be used; over 1 counts as 1
  zone                text,
  health_path         text,                       -- URL path that a probe asks for; NULL: a probe only connects
  reconnect           jsonb,                      -- its own policy for probes; NULL: the one of the settings
  terms               text[] NOT NULL,            -- tags, capabilities, zone and version in the form that filters ask for
  search_text         text COLLATE "C" NOT NULL,  -- workerId, name, hostName and hostAddress in lower case
  CONSTRAINT worker_worker_id_key UNIQUE (worker_id)
);

-- Lists, claims and scopes by tag, capability, zone and version in any combination. New entries wait in a list of up to
-- 1,024 KiB, which every search reads as well: without it a batch of registrations takes eight times as long.
CREATE INDEX worker_terms ON worker_registration.worker USING gin (terms) WITH (gin_pending_list_limit = 1024);

-- beating_at(), below.
CREATE INDEX worker_address ON worker_registration.worker (coalesce(host_address, host_name), port) WHERE port IS NOT NULL;

-- The text search of the list (worker_search): by trigrams where the extension is available, else by the beginning of the
-- search text.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA worker_registration;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'pg_trgm is not available (%); texts are searched from their beginning only', SQLERRM;
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

CREATE TABLE worker_registration.worker_state (
  id                   uuid PRIMARY KEY REFERENCES worker_registration.worker (id) ON DELETE CASCADE,

  -- Sweeps and claims read these columns of a million rows. They come first, so that the rest need not be unpacked.
  lease_renewed_at     timestamptz,                -- by a registration, heartbeat or probe; the lease starts here; NULL: never
  presence             worker_registration.worker_presence NOT NULL,
  health               worker_registration.worker_health NOT NULL DEFAULT 'HEALTHY',
  reported_status      worker_registration.worker_status NOT NULL DEFAULT 'ACTIVE',
  max_concurrent_jobs  integer NOT NULL,           -- slots; a copy, so that capacity is judged on this row alone
  usable_slots         integer NOT NULL,           -- max(1, min(maxConcurrentJobs, floor(maxConcurrentJobs × workerLoadFactor)))
  current_job_count    integer NOT NULL DEFAULT 0, -- jobs that the worker reported
  available_capacity   integer NOT NULL,           -- free slots that the worker reported, or that follow from its job count
  assigned_job_count   integer NOT NULL DEFAULT 0, -- rows of job
  priority_threshold   integer NOT NULL DEFAULT 0, -- a copy, so that an assignment is judged on the locked row
  differing_beats      integer NOT NULL DEFAULT 0, -- heartbeats in a row whose job count is not the assigned one; up to 1,000
  consecutive_failures integer NOT NULL DEFAULT 0, -- sweeps in a row that found it ill, before counting_since; all where that is NULL
  taken_by             integer NOT NULL,           -- number of the instance that renewed the lease
  held                 boolean NOT NULL DEFAULT false, -- by the guard of its zone or of the fleet
  guard_spent          boolean NOT NULL DEFAULT false, -- this silence engages no guard any more
  leave_when_drained   boolean NOT NULL DEFAULT false, -- to be deregistered when its jobs are done
  has_revoked_jobs     boolean NOT NULL DEFAULT false, -- has rows in revoked_job
  order_kind           worker_registration.worker_status, -- DRAINING or MAINTENANCE; NULL: none
  counting_since       bigint,                     -- round of the sweep since which each one counts a failure; NULL: none counts
  failed_checks        text[] COLLATE "C",         -- those that the last verdict found; NULL while healthy
  zone                 text COLLATE "C",           -- a copy, so that a zone is judged on this table alone

  heartbeat_count      bigint NOT NULL DEFAULT 0,
  registered_at        timestamptz NOT NULL,       -- the first time; never changes
  last_registered_at   timestamptz NOT NULL,
  last_heartbeat       timestamptz,
  presence_since       timestamptz NOT NULL,
  health_since         timestamptz NOT NULL DEFAULT now(),
  healthy_seconds      double precision NOT NULL DEFAULT 0, -- PRESENT and HEALTHY, before the present stretch
  last_error_at        timestamptz,
  order_since          timestamptz,
  order_until          timestamptz,                -- when the order ends by itself; NULL: when it is lifted
  contested_until      timestamptz,                -- processes took the name from each other too often; NULL: not contested

  revision             integer NOT NULL,           -- of the description that belongs to this state
  registration_count   integer NOT NULL DEFAULT 1,
  incarnation          integer NOT NULL DEFAULT 1, -- number of the process; a number is never used twice
  last_outcome         worker_registration.registration_outcome NOT NULL,
  error_count          integer NOT NULL DEFAULT 0, -- errors that the worker reported
  event_loop_lag_ms    integer,
  cpu_usage            real,                       -- percent
  memory_usage         real,                       -- percent

  boot_id              text COLLATE "C",           -- the process, as it names itself
  message              text,                       -- the worker's own, for operators
  last_error           text,                       -- sentence of the last verdict that was not HEALTHY
  presence_reason      text,
  leave_asked_by       text,                       -- who asked for leave_when_drained: 'worker', or an operator
  order_reason         text,
  order_by             text,                       -- 'worker', or an operator

  status worker_registration.worker_status NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN presence <> 'PRESENT' THEN 'INACTIVE'
      WHEN health = 'FAILED' THEN 'ERROR'
      ELSE coalesce(order_kind, reported_status)
    END
  ) STORED,
  assigned_load real NOT NULL GENERATED ALWAYS AS (assigned_job_count::real / usable_slots) STORED, -- 0 to 1

  CONSTRAINT worker_state_reported_status_check CHECK (reported_status NOT IN ('DRAINING', 'INACTIVE')),
  CONSTRAINT worker_state_order_kind_check CHECK (order_kind IN ('DRAINING', 'MAINTENANCE')),
  CONSTRAINT worker_state_counts_check CHECK (
    current_job_count >= 0 AND available_capacity >= 0 AND assigned_job_count >= 0 AND usable_slots >= 1
  )
) WITH (
  fillfactor = 50,
  -- Dead versions are mostly pruned within their page; vacuum removes the rest early and in small steps.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 1,
  autovacuum_analyze_scale_factor = 0.05
);

-- Lists by status, and the cleanup of FAILED workers; in the order of the list, so that a page is cut from the index.
CREATE INDEX worker_state_status ON worker_registration.worker_state (status, id);
-- Lists by health.
CREATE INDEX worker_state_health ON worker_registration.worker_state (health, id);
-- The worst workers, longest illness first: reads only those that are present.
CREATE INDEX worker_state_ill ON worker_registration.worker_state (health, health_since)
  WHERE presence = 'PRESENT' AND health <> 'HEALTHY';
-- end-orders: orders that end by themselves.
CREATE INDEX worker_state_order_until ON worker_registration.worker_state (order_until) WHERE order_until IS NOT NULL;
-- end-contests: names that are no longer contested.
CREATE INDEX worker_state_contested ON worker_registration.worker_state (contested_until) WHERE contested_until IS NOT NULL;
-- purge-workers: records that are dropped after a time.
CREATE INDEX worker_state_absent ON worker_registration.worker_state (presence_since)
  WHERE presence IN ('DEREGISTERED', 'CLEANED_UP');
-- enrol, list-offline and count-offline: workers to be probed that are not present.
CREATE INDEX worker_state_offline ON worker_registration.worker_state (id) WHERE presence IN ('NOT_SEEN', 'CLEANED_UP');
-- claim-job and claim-jobs: workers that may take a job, lightly loaded first.
CREATE INDEX worker_state_takers ON worker_registration.worker_state (assigned_load, id)
  WHERE presence = 'PRESENT' AND health = 'HEALTHY' AND order_kind IS NULL AND assigned_job_count < usable_slots;

-- What a registration of a known worker means. The same process is shown by its boot id, or by the token of the current
-- incarnation together with no other boot id.
CREATE FUNCTION worker_registration.outcome_of(
  known_boot text, given_boot text, running_jobs integer, described_only boolean,
  known_incarnation integer, token_incarnation integer
) RETURNS worker_registration.registration_outcome LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN token_incarnation = known_incarnation AND (given_boot IS NULL OR given_boot = known_boot) THEN 'refreshed'
    WHEN described_only OR known_boot = given_boot THEN 'refreshed'
    WHEN running_jobs > 0 THEN 'resumed'
    ELSE 'restarted'
  END::worker_registration.registration_outcome
$$;

-- The workerId of another present worker that sends heartbeats and has this address and port; NULL where there is none. An
-- open port of such an address proves nothing.
CREATE FUNCTION worker_registration.beating_at(host text, at_port integer, other_than uuid, lease interval)
RETURNS text LANGUAGE sql STABLE AS $$
  SELECT w.worker_id
  FROM worker_registration.worker AS w
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE coalesce(w.host_address, w.host_name) = host AND w.port = at_port AND w.id <> other_than
    AND s.presence = 'PRESENT' AND s.heartbeat_count > 0 AND s.last_heartbeat > now() - lease
  ORDER BY w.worker_id
  LIMIT 1
$$;

-- Whether a worker lies in the scope of the caller, {terms, prefix}; NULL is the whole fleet. Volatile, so that a statement
-- that waited for the worker's row reads the description that was committed meanwhile.
CREATE FUNCTION worker_registration.is_in_scope(worker uuid, scope jsonb) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT scope IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w
    WHERE w.id = worker
      AND w.terms @> ARRAY(SELECT jsonb_array_elements_text(scope -> 'terms'))
      AND starts_with(w.worker_id, scope ->> 'prefix')
  )
$$;

-- What was wrong with the heartbeats of a worker: written when it changes, and now and then while it lasts, never with each
-- heartbeat. Refers to the description, since rows of worker_state are locked all the time.
CREATE TABLE worker_registration.heartbeat_fault (
  worker        uuid PRIMARY KEY REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  refusals      integer NOT NULL,          -- since the last heartbeat that was accepted
  refused_at    timestamptz,               -- the last one
  refusal_code  text COLLATE "C",          -- of the error table
  refusal       text,                      -- the sentence of the error
  dropped_at    timestamptz,               -- when a field of a heartbeat was ignored last
  dropped_field text COLLATE "C",
  dropped       text                       -- what was wrong with the field
);


-- 3 INSTANCES --------------------------------------------------------------------------------------------------------------

-- The instances of the service. Each updates its row once a second.
CREATE TABLE worker_registration.instance (
  number         integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  name           text NOT NULL,           -- host and process, for operators
  started_at     timestamptz NOT NULL DEFAULT now(),
  seen_at        timestamptz NOT NULL DEFAULT now(),
  gap_until      timestamptz,             -- when its last gap ended
  heir           integer,                 -- the instance that noticed that this one is gone; the heir's gaps count here too
  heartbeat_rate real NOT NULL DEFAULT 0  -- accepted heartbeats a second
);

-- Time in which an instance could accept no heartbeats: suspended, without its database, or under a clock that jumped.
CREATE TABLE worker_registration.gap (
  instance   integer NOT NULL,
  gap_from   timestamptz NOT NULL,
  gap_until  timestamptz NOT NULL,
  PRIMARY KEY (instance, gap_until)
);
-- read-gaps: judging needs those of the last minutes only.
CREATE INDEX gap_until ON worker_registration.gap (gap_until);

-- Time in which the heartbeats of one worker were refused because its row was locked. No foreign key: checking one would
-- wait for that lock as well.
CREATE TABLE worker_registration.worker_gap (
  worker     uuid NOT NULL,
  gap_from   timestamptz NOT NULL,
  gap_until  timestamptz NOT NULL,
  PRIMARY KEY (worker, gap_until)
);
-- read-gaps, as above.
CREATE INDEX worker_gap_until ON worker_registration.worker_gap (gap_until);

-- Periodic duties of all instances: each round is run once, by the instance that claims it first, and belongs to that
-- instance until it is finished or the instance is gone.
CREATE TABLE worker_registration.duty (
  name           text COLLATE "C" PRIMARY KEY,
  round          bigint NOT NULL,           -- the last that was claimed
  claimed_at     timestamptz NOT NULL,
  claimed_by     integer NOT NULL,          -- number of the instance
  finished_round bigint NOT NULL DEFAULT 0  -- the last that was finished
);


-- 4 HEALTH -----------------------------------------------------------------------------------------------------------------

-- Sweeps: the log of judging the fleet, and the series behind the history.
CREATE TABLE worker_registration.sweep (
  round       bigint PRIMARY KEY,
  instance    integer NOT NULL,           -- number of the one that runs it, or took it over
  taken_over  integer NOT NULL DEFAULT 0, -- how often another instance took it over from one that was gone
  cause       text NOT NULL,              -- schedule, or request
  started_at  timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  unhealthy   integer NOT NULL DEFAULT 0, -- workers that became UNHEALTHY in this round
  failed      integer NOT NULL DEFAULT 0, -- workers that became FAILED
  recovered   integer NOT NULL DEFAULT 0, -- workers that became HEALTHY
  held        integer NOT NULL DEFAULT 0, -- workers that a guard holds since this round
  released    integer NOT NULL DEFAULT 0, -- workers that a guard no longer holds
  statistics  jsonb                       -- system statistics at its end
);
-- read-history: the sweeps that finished in a period.
CREATE INDEX sweep_finished_at ON worker_registration.sweep (finished_at) INCLUDE (round);

-- Zones in which workers are silent. The fleet is one more zone, of scope 'fleet'.
CREATE TABLE worker_registration.guard (
  scope         text COLLATE "C" NOT NULL CHECK (scope IN ('zone', 'fleet')),
  zone          text COLLATE "C" NOT NULL, -- '' for workers without a zone, and for the fleet
  state         text COLLATE "C" NOT NULL CHECK (state IN ('WATCHING', 'HOLDING', 'SPENT')),
  since         timestamptz NOT NULL,      -- of this state
  episode_since timestamptz NOT NULL,      -- since when some worker has been silent here
  silent        integer NOT NULL,          -- workers, when it was judged last
  total         integer NOT NULL,          -- workers, when it was judged last
  PRIMARY KEY (scope, zone)
);

-- Keeps the columns that depend on health and presence, for every statement that changes these: since when, and how long
-- the worker was present and healthy before. No failures are counted and no guard holds a worker that is not present.
CREATE FUNCTION worker_registration.account_for_health() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.presence = 'PRESENT' AND OLD.health = 'HEALTHY' THEN
    NEW.healthy_seconds := OLD.healthy_seconds
      + greatest(0, extract(epoch FROM now() - greatest(OLD.health_since, OLD.presence_since)));
  END IF;
  IF NEW.presence <> 'PRESENT' THEN
    IF NEW.counting_since IS NOT NULL THEN
      NEW.consecutive_failures := NEW.consecutive_failures + greatest(0, 1 - NEW.counting_since + (
        SELECT round FROM worker_registration.duty WHERE name = 'sweep'
      ));
      NEW.counting_since := NULL;
    END IF;
    NEW.held := false;
    NEW.guard_spent := false;
  END IF;
  IF NEW.health <> OLD.health THEN
    NEW.health_since := now();
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER worker_state_health BEFORE UPDATE ON worker_registration.worker_state
  FOR EACH ROW WHEN (OLD.health <> NEW.health OR OLD.presence <> NEW.presence)
  EXECUTE FUNCTION worker_registration.account_for_health();


-- 5 RECONNECTION -----------------------------------------------------------------------------------------------------------

-- Probes of offline workers: which worker, when next, and which instance probes it now. A worker has a row from its first
-- silence on.
CREATE TABLE worker_registration.probe (
  id                  uuid PRIMARY KEY REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  revision            integer NOT NULL,           -- of the description that is probed; another one starts from the beginning
  lane                text COLLATE "C" NOT NULL DEFAULT 'new' CHECK (lane IN ('new', 'quick', 'slow')),
  failures            integer NOT NULL DEFAULT 0, -- probes in a row without an answer
  next_at             timestamptz NOT NULL,       -- infinity: not before it is enrolled again
  claimed_by          integer,                    -- number of the instance that probes it
  claimed_until       timestamptz,                -- the claim of an instance that is gone expires here
  granted_beats       bigint,                     -- heartbeat_count and incarnation when a probe last renewed the lease: equal to
  granted_incarnation integer                     -- the current ones while nothing else renewed it
) WITH (fillfactor = 70);
-- claim-due and next-due.
CREATE INDEX probe_due ON worker_registration.probe (lane, next_at);

-- Whether a worker is to be probed. An open port is a weak proof: a worker that has sent heartbeats gets one lease from it
-- in each silence; one that never has is probed on, to renew what only a probe has given. A worker that was registered
-- before it runs has a silence of its own.
CREATE FUNCTION worker_registration.wants_probe(
  presence worker_registration.worker_presence, order_kind worker_registration.worker_status, lease_renewed_at timestamptz,
  lease interval, beats bigint, incarnation integer, granted_beats bigint, granted_incarnation integer
) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT order_kind IS NULL AND CASE
    WHEN presence = 'DEREGISTERED' THEN false
    WHEN presence = 'NOT_SEEN' THEN true
    WHEN presence = 'CLEANED_UP' OR lease_renewed_at <= now() - lease
    THEN beats = 0 OR NOT coalesce(beats = granted_beats AND incarnation = granted_incarnation, false)
    ELSE beats = 0 AND coalesce(incarnation = granted_incarnation, false)
  END
$$;


-- 6 JOBS -------------------------------------------------------------------------------------------------------------------

-- Jobs that are assigned, each to one worker. Statements that delete a worker release its jobs first and journal it. Refers
-- to the state, not to the description: an assignment has locked that row already, and waits for no other.
CREATE TABLE worker_registration.job (
  job_id      text COLLATE "C" PRIMARY KEY,
  worker      uuid NOT NULL REFERENCES worker_registration.worker_state (id) ON DELETE RESTRICT,
  priority    integer NOT NULL,
  assigned_at timestamptz NOT NULL DEFAULT now()
);
-- The jobs of a worker: its list, and every release.
CREATE INDEX job_worker ON worker_registration.job (worker, job_id);

-- Jobs that were taken from a worker while it was silent: answers to its heartbeats list them until it reports that it has
-- stopped them.
CREATE TABLE worker_registration.revoked_job (
  worker     uuid NOT NULL REFERENCES worker_registration.worker_state (id) ON DELETE CASCADE,
  job_id     text COLLATE "C" NOT NULL,
  revoked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (worker, job_id)
);


-- 7 JOURNAL ----------------------------------------------------------------------------------------------------------------

-- The history of workers and of the service: appended to in the transaction of each change, never changed. It outlives
-- workers, so it refers to no other table.
CREATE TABLE worker_registration.journal (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- expire-events and pages of all events: newest first
  tx         xid8 NOT NULL DEFAULT pg_current_xact_id(), -- rows commit out of the order of seq; with tx a reader can wait for them
  at         timestamptz NOT NULL DEFAULT now(),
  type       text COLLATE "C" NOT NULL,
  id         uuid,                               -- of the worker; NULL for an event of the service
  worker_id  text COLLATE "C",
  actor      text COLLATE "C" NOT NULL,          -- may be a display name
  detail     jsonb NOT NULL DEFAULT '{}',
  subject    text COLLATE "C",                   -- the actor by a name that never changes
  address    text COLLATE "C",                   -- of the client
  request_id text COLLATE "C"
);
-- The events of one record.
CREATE INDEX journal_id ON worker_registration.journal (id, seq);
-- The events of all records of one name.
CREATE INDEX journal_worker_id ON worker_registration.journal (worker_id, seq);
-- read-after and read-latest: the stream of events.
CREATE INDEX journal_tx ON worker_registration.journal (tx, seq);
-- Events since a moment. Rows are written in the order of time, so a tiny index finds the blocks of a day.
CREATE INDEX journal_at ON worker_registration.journal USING brin (at);

-- The actor in a parameter of a statement: the name alone, or followed by subject, address and request id, each after the
-- control character 1F. Returns the name, for columns that keep it.
CREATE FUNCTION worker_registration.actor_name(actor text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT split_part(actor, chr(31), 1)
$$;

CREATE FUNCTION worker_registration.split_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.subject := nullif(split_part(NEW.actor, chr(31), 2), '');
  NEW.address := nullif(split_part(NEW.actor, chr(31), 3), '');
  NEW.request_id := nullif(split_part(NEW.actor, chr(31), 4), '');
  NEW.actor := split_part(NEW.actor, chr(31), 1);
  RETURN NEW;
END
$$;

CREATE TRIGGER journal_actor BEFORE INSERT ON worker_registration.journal
  FOR EACH ROW WHEN (strpos(NEW.actor, chr(31)) > 0) EXECUTE FUNCTION worker_registration.split_actor();


-- 8 ACCESS -----------------------------------------------------------------------------------------------------------------

-- Keys that sign the tokens of workers and the cookies of sessions, shared by all instances.
CREATE TABLE worker_registration.signing_key (
  kid        text COLLATE "C" PRIMARY KEY,
  generation integer NOT NULL UNIQUE, -- one of several instances that make the next key at once succeeds
  secret     bytea NOT NULL,
  sealed     boolean NOT NULL,        -- encrypted with auth.master-key: nonce, tag, ciphertext
  created_at timestamptz NOT NULL DEFAULT now()
);

-- API keys of operators and programs. Secrets are shown once and not stored.
CREATE TABLE worker_registration.api_key (
  id               text COLLATE "C" PRIMARY KEY, -- the public part of the key
  name             text COLLATE "C" NOT NULL,
  hash             bytea NOT NULL,               -- SHA-256 of the secret part
  roles            text[] NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  created_by       text NOT NULL,
  expires_at       timestamptz,                  -- NULL: never
  zone             text,                         -- the scope: workers that match zone, tag and prefix; NULL: any
  tag              text,
  worker_id_prefix text COLLATE "C",
  CONSTRAINT api_key_scope_check CHECK (coalesce(zone, tag, worker_id_prefix) IS NULL OR 'admin' <> ALL (roles))
);
-- make-api-key: names that differ only in case look alike in the journal.
CREATE UNIQUE INDEX api_key_same_name ON worker_registration.api_key (lower(name));

-- Join tokens, with which new workers register. Secrets are shown once and not stored.
CREATE TABLE worker_registration.join_token (
  id                text COLLATE "C" PRIMARY KEY, -- the public part of the token
  name              text COLLATE "C" NOT NULL UNIQUE, -- list-join-tokens: the order of the list
  hash              bytea NOT NULL,               -- SHA-256 of the secret part
  uses              integer,                      -- how often it may be used; NULL: not limited
  used              integer NOT NULL DEFAULT 0,   -- counted only where uses is limited
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        text NOT NULL,
  expires_at        timestamptz NOT NULL,
  tags              text[],                       -- tags that its workers may have; NULL here and below: any
  worker_id_pattern text COLLATE "C",             -- `*` stands for any characters, `?` for one
  zone              text,
  capabilities      text[],                       -- capabilities that its workers may have: `java`, or `java=17`
  max_slots         integer,                      -- of each worker
  cidrs             text[]                        -- networks from which workers may register
);
-- make-join-token, as for API keys.
CREATE UNIQUE INDEX join_token_same_name ON worker_registration.join_token (lower(name));

-- Sessions of signed-in people: each can be listed and ended, and ends when it is not used.
CREATE TABLE worker_registration.session (
  id           text COLLATE "C" PRIMARY KEY, -- public; the cookie is a signed copy of it
  key_id       text COLLATE "C" NOT NULL,    -- the API key that it was opened with; without that key it is refused
  account      text NOT NULL,                -- as the journal names the account
  address      text,                         -- of the client that signed in
  user_agent   text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(), -- to half a minute
  expires_at   timestamptz NOT NULL
);

-- Workers whose credentials were revoked. Outlives the record, since tokens do.
CREATE TABLE worker_registration.worker_revocation (
  id          uuid PRIMARY KEY,           -- of the worker's record, which may be gone
  worker_id   text COLLATE "C" NOT NULL,
  incarnation integer NOT NULL,           -- tokens of this incarnation and of earlier ones are refused
  revoked_at  timestamptz NOT NULL
);
-- expire-revocations.
CREATE INDEX worker_revocation_revoked_at ON worker_registration.worker_revocation (revoked_at);

-- Announces that a table of credentials has changed, so that every instance reads it again at once. Such changes are rare:
-- their transactions may wait for one another.
CREATE FUNCTION worker_registration.announce_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('worker_registration_access', TG_TABLE_NAME);
  RETURN NULL;
END
$$;
CREATE TRIGGER signing_key_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON worker_registration.signing_key
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_access_change();
CREATE TRIGGER api_key_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON worker_registration.api_key
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_access_change();
CREATE TRIGGER session_changed AFTER DELETE OR TRUNCATE ON worker_registration.session
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_access_change();
CREATE TRIGGER worker_revocation_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON worker_registration.worker_revocation
  FOR EACH STATEMENT EXECUTE FUNCTION worker_registration.announce_access_change();


-- 9 ALERTS -----------------------------------------------------------------------------------------------------------------

-- Rules as they were evaluated last. The settings define them; a row is made by the first evaluation or mute.
CREATE TABLE worker_registration.alert_rule (
  name         text COLLATE "C" PRIMARY KEY,
  kind         text COLLATE "C" NOT NULL,
  severity     text COLLATE "C" NOT NULL,
  evaluated_at timestamptz,
  value        double precision,               -- the figure that the rule watches, in the unit of its kind
  total        integer NOT NULL DEFAULT 0,     -- workers or zones that it holds for; 1 or 0 for a rule on the fleet
  summary      text,                           -- the same as a sentence
  last_sent_at timestamptz,                    -- when its last message was written
  muted        boolean NOT NULL DEFAULT false, -- at the last evaluation
  muted_until  timestamptz,                    -- by an operator; the settings may mute it too
  mute_reason  text
);

-- What a rule holds for: the fleet, a zone, a worker. A row stays until the rule no longer holds and its receivers know.
CREATE TABLE worker_registration.alert (
  rule          text COLLATE "C" NOT NULL REFERENCES worker_registration.alert_rule (name) ON DELETE CASCADE,
  key           text COLLATE "C" NOT NULL, -- id of the worker, scope and zone of a guard, '' for the fleet
  pending_since timestamptz,               -- since when the rule holds; NULL: it does not
  firing_since  timestamptz,               -- since when it has held for long enough
  ended_at      timestamptz,               -- when it ceased to fire, where receivers still think that it does
  told          boolean NOT NULL,          -- the receivers think that it fires
  detail        jsonb NOT NULL,            -- as a message shows it
  PRIMARY KEY (rule, key)
);

-- Messages to webhooks: written in the transaction of the change, sent later, one after the other for each rule.
CREATE TABLE worker_registration.alert_delivery (
  seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id              text COLLATE "C" NOT NULL UNIQUE, -- the webhook-id, the same in every attempt
  webhook         text COLLATE "C" NOT NULL,
  rule            text COLLATE "C" NOT NULL,
  type            text COLLATE "C" NOT NULL,
  body            text NOT NULL,           -- the bytes that are signed; jsonb would reorder them
  created_at      timestamptz NOT NULL DEFAULT now(),
  attempts        integer NOT NULL DEFAULT 0,
  next_at         timestamptz NOT NULL DEFAULT now(), -- of the next attempt
  not_before      timestamptz,             -- the receiver asked for it
  claimed_until   timestamptz,             -- an attempt is under way; after this time it is lost
  finished_at     timestamptz,             -- delivered, or given up
  delivered       boolean NOT NULL DEFAULT false,
  last_error      text
);
-- claim-deliveries and find-due-webhooks.
CREATE INDEX alert_delivery_waiting ON worker_registration.alert_delivery (webhook, rule, seq) WHERE finished_at IS NULL;

-- Receivers, and what came of the last attempt for each.
CREATE TABLE worker_registration.alert_webhook (
  name              text COLLATE "C" PRIMARY KEY,
  last_attempt_at   timestamptz,
  last_delivered_at timestamptz,
  last_error        text,
  last_error_at     timestamptz
);


-- 10 STATISTICS ------------------------------------------------------------------------------------------------------------

-- Figures of the fleet that all instances share, so that they are counted once for all of them.
CREATE TABLE worker_registration.statistics (
  kind        text COLLATE "C" PRIMARY KEY,
  taken_at    timestamptz NOT NULL DEFAULT '-infinity',
  valid_until timestamptz NOT NULL DEFAULT '-infinity', -- a reader after this counts again
  value       jsonb
);
