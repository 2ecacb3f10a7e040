-- Reconnection: offline workers are dialled until they answer.

-- Who is dialled, when next, and who does it right now. A worker has a row from its first silence on.
CREATE TABLE worker_registration.probe (
  id                  uuid PRIMARY KEY REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  revision            integer NOT NULL,     -- of the description that is dialled; with another one everything begins anew
  lane                text COLLATE "C" NOT NULL DEFAULT 'new' CHECK (lane IN ('new', 'quick', 'slow')),
  failures            integer NOT NULL DEFAULT 0,
  next_at             timestamptz NOT NULL, -- infinity: not before it is enrolled again
  claimed_by          integer,              -- the instance that dials it
  claimed_until       timestamptz,          -- a dead instance's claim lapses here
  granted_beats       bigint,               -- heartbeat_count and incarnation when a probe last gave a lease: equal to
  granted_incarnation integer               -- those of now while nothing else was heard of the worker
) WITH (fillfactor = 70);
CREATE INDEX probe_due ON worker_registration.probe (lane, next_at);

-- Workers that are not there, by which a round finds them; presence changes with a life, not with a heartbeat.
CREATE INDEX worker_state_offline ON worker_registration.worker_state (id) WHERE presence IN ('NOT_SEEN', 'CLEANED_UP');

-- Whether a worker is to be dialled. An open port is a weak proof: who has sent heartbeats has one lease from it in each
-- silence; who never has is dialled on, to renew what only a probe has given. Who is registered before it runs has a
-- silence of its own.
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
