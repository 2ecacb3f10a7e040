-- What excuses a late heartbeat, as functions: statements that renew leases then open these tables only for a heartbeat
-- that is late.

-- The moment before which no heartbeat counts as late: one retry time after the last gap of any instance, because a worker
-- behind a load balancer may have tried that one.
CREATE FUNCTION worker_registration.excused_until(retry_seconds double precision) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN greatest(
    (SELECT max(g.gap_until) FROM worker_registration.gap AS g),
    -- An instance that records itself no longer is in a gap.
    (SELECT now() FROM worker_registration.instance AS i WHERE i.heir IS NULL AND i.seen_at < now() - interval '2.5 s' LIMIT 1)
  ) + make_interval(secs => retry_seconds);
END $$;

-- Whether a gap of that worker ended after a moment: its row was locked, and its heartbeats could not be accepted.
CREATE FUNCTION worker_registration.had_gap_since(of_worker uuid, since timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM worker_registration.worker_gap AS g WHERE g.worker = of_worker AND g.gap_until > since
  );
END $$;
