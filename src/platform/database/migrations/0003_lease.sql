-- The length of a lease for each worker, and one function each for what several statements compute: when a lease ends, and
-- how many failures in a row a worker has.

ALTER TABLE worker_registration.worker
  ADD COLUMN lease_seconds integer CHECK (lease_seconds > 0); -- length of its lease; NULL: the one of the settings
ALTER TABLE worker_registration.worker_state
  ADD COLUMN lease_seconds integer;                           -- a copy, so that a lease is judged on this row alone

-- read-gaps: the lengths that differ from the one of the settings. Changes only when a worker registers.
CREATE INDEX worker_state_own_lease ON worker_registration.worker_state (lease_seconds) WHERE lease_seconds IS NOT NULL;

-- The length of a lease; default_seconds is the length of the settings.
CREATE FUNCTION worker_registration.lease_length(lease_seconds integer, default_seconds double precision)
RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT make_interval(secs => coalesce(lease_seconds, default_seconds))
$$;

-- When the lease of a worker ends; NULL where it was never renewed. At this moment it has expired: a lease has expired if
-- lease_ends(…) <= now(), and is valid if lease_ends(…) > now(). No statement compares the renewal itself.
CREATE FUNCTION worker_registration.lease_ends(
  lease_renewed_at timestamptz, lease_seconds integer, default_seconds double precision
) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT lease_renewed_at + make_interval(secs => coalesce(lease_seconds, default_seconds))
$$;

-- The number of failures in a row after a round of the sweep. A worker that stays ill is not written: each round since
-- counting_since is one more failure than the stored ones. NULL for counting_since: none is added.
CREATE FUNCTION worker_registration.failures_in_a_row(consecutive_failures integer, counting_since bigint, round bigint)
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT consecutive_failures + greatest(0, coalesce(round - counting_since + 1, 0))::integer
$$;

-- As before, by the functions above.

DROP FUNCTION worker_registration.beating_at(text, integer, uuid, interval);
CREATE FUNCTION worker_registration.beating_at(
  host text, at_port integer, other_than uuid, default_seconds double precision
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT w.worker_id
  FROM worker_registration.worker AS w
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE coalesce(w.host_address, w.host_name) = host AND w.port = at_port AND w.id <> other_than
    AND s.presence = 'PRESENT' AND s.heartbeat_count > 0
    AND worker_registration.lease_ends(s.last_heartbeat, s.lease_seconds, default_seconds) > now()
  ORDER BY w.worker_id
  LIMIT 1
$$;

DROP FUNCTION worker_registration.wants_probe(
  worker_registration.worker_presence, worker_registration.worker_status, timestamptz, interval, bigint, integer, bigint, integer
);
CREATE FUNCTION worker_registration.wants_probe(
  presence worker_registration.worker_presence, order_kind worker_registration.worker_status, lease_expired boolean,
  beats bigint, incarnation integer, granted_beats bigint, granted_incarnation integer
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT order_kind IS NULL AND CASE
    WHEN presence = 'LEFT' THEN false
    WHEN presence = 'EXPECTED' THEN true
    WHEN presence = 'LOST' OR lease_expired
    THEN beats = 0 OR NOT coalesce(beats = granted_beats AND incarnation = granted_incarnation, false)
    ELSE beats = 0 AND coalesce(incarnation = granted_incarnation, false)
  END
$$;

CREATE OR REPLACE FUNCTION worker_registration.account_for_health() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.presence = 'PRESENT' AND OLD.health = 'HEALTHY' THEN
    NEW.healthy_seconds := OLD.healthy_seconds
      + greatest(0, extract(epoch FROM now() - greatest(OLD.health_since, OLD.presence_since)));
  END IF;
  IF NEW.presence <> 'PRESENT' THEN
    IF NEW.counting_since IS NOT NULL THEN
      NEW.consecutive_failures := worker_registration.failures_in_a_row(
        NEW.consecutive_failures, NEW.counting_since,
        (SELECT d.round FROM worker_registration.duty AS d WHERE d.name = 'sweep')
      );
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
