-- Lateness and suspects: a worker is suspect when its heartbeat is later than usual. Like the status, that is derived whenever
-- it is read, so that no statement has to write it. None of these columns has an index: heartbeats change them.

ALTER TABLE worker_registration.worker_state
  ADD COLUMN due_at         timestamptz,             -- when the next heartbeat is expected; NULL: none is
  ADD COLUMN worst_lateness real NOT NULL DEFAULT 0, -- seconds, as of the last heartbeat; half of it is forgotten each day
  ADD COLUMN flapping_until timestamptz;             -- until when its health has changed too often; NULL: never

-- The seconds until the next heartbeat, as the worker is told: up to a tenth from the mean, but never more than a third of
-- the lease. Chance: from 0, the longest interval, to 1.
--
-- The planner inlines these functions, because each uses an argument once, unless it is a column.
CREATE FUNCTION worker_registration.next_interval(
  mean_seconds double precision, lease_seconds double precision, chance double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(1.1 * mean_seconds, lease_seconds / 3) * (1 - chance / 5.5)
$$;

-- How late the next heartbeat of a worker is by now, in seconds. Excused: no heartbeat counts as late before that moment,
-- because the service could not accept heartbeats.
CREATE FUNCTION worker_registration.late_seconds(
  presence worker_registration.worker_presence, due_at timestamptz, excused timestamptz
) RETURNS double precision LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN presence = 'PRESENT' AND due_at < now()
    THEN greatest(0, date_part('epoch', now() - greatest(due_at, excused)))
    ELSE 0
  END
$$;

-- The worst lateness after a heartbeat that was late by that many seconds. Half of the earlier one is forgotten each day.
CREATE FUNCTION worker_registration.worst_lateness(
  worst real, renewed_at timestamptz, late double precision
) RETURNS real LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT greatest(
    -- Both bounds keep the result within the range of the type.
    CASE WHEN worst > 0.01
      THEN worst * power(0.5, least(100, greatest(0, date_part('epoch', now() - renewed_at)) / 86400))
      ELSE 0
    END,
    late
  )::real
$$;

-- Whether a worker is suspect: later than the floor, and than twice its own worst recent lateness. The lag of the service
-- widens both. A worker that has FAILED is beyond suspicion.
CREATE FUNCTION worker_registration.is_suspect(
  presence worker_registration.worker_presence, health worker_registration.worker_health, due_at timestamptz,
  worst_lateness real, excused timestamptz, floor_seconds double precision, lag_seconds double precision
) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    presence = 'PRESENT' AND health <> 'FAILED' AND due_at < now()
      AND date_part('epoch', now() - greatest(due_at, excused)) > greatest(floor_seconds, 2 * worst_lateness) + lag_seconds,
    false
  )
$$;
