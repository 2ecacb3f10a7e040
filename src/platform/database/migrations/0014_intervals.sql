-- No interval between heartbeats is longer than the setting: a worker that dies is suspect within that and its margin.

DROP FUNCTION worker_registration.next_interval(double precision, double precision, double precision);

-- The interval until the next heartbeat: up to a tenth shorter than the longest, at most a third of the lease.
-- Chance: from 0 to 1; 0 for the longest.
CREATE FUNCTION worker_registration.next_interval(
  longest_seconds double precision, lease_seconds double precision, chance double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(longest_seconds, lease_seconds / 3) * (1 - chance / 10)
$$;
