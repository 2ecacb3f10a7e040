-- Workers wait exactly as long as an answer asks for, so that a worker that does is never late.

-- The interval until the next heartbeat: 85.5 to 95 % of the longest, or of a third of the lease, so that the heartbeat arrives
-- within it. Chance: from 0 to 1; 0 for the longest.
CREATE OR REPLACE FUNCTION worker_registration.next_interval(
  longest_seconds double precision, lease_seconds double precision, chance double precision
) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(longest_seconds, lease_seconds / 3) * 0.95 * (1 - chance / 10)
$$;
