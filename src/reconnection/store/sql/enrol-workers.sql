-- Enrols workers that went offline or whose description changed. Several instances may do so concurrently.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  integer           maximum number of rows
-- Result: one row: how many were enrolled.
--
-- Each half has its own index, so that a round reads the offline workers and not the fleet.
WITH offline AS (
  SELECT id, revision, presence, order_kind, lease_renewed_at, lease_seconds, heartbeat_count, incarnation
  FROM worker_registration.worker_state
  WHERE presence IN ('EXPECTED', 'LOST') AND order_kind IS NULL
  UNION ALL
  SELECT id, revision, presence, order_kind, lease_renewed_at, lease_seconds, heartbeat_count, incarnation
  FROM worker_registration.worker_state
  WHERE health IN ('UNHEALTHY', 'FAILED') AND presence = 'PRESENT' AND order_kind IS NULL
    AND 'heartbeat' = ANY (failed_checks)
    -- A worker that has just renewed its lease is about to be judged again.
    AND worker_registration.lease_ends(lease_renewed_at, lease_seconds, $1) <= now()
),
enrolled AS (
  INSERT INTO worker_registration.probe AS p (id, revision, next_at)
  SELECT o.id, o.revision, now()
  FROM offline AS o
  LEFT JOIN worker_registration.probe AS known USING (id)
  JOIN worker_registration.worker AS w USING (id)
  WHERE (known.id IS NULL OR known.next_at = 'infinity' OR known.revision <> o.revision)
    AND worker_registration.wants_probe(
      o.presence, o.order_kind, worker_registration.lease_ends(o.lease_renewed_at, o.lease_seconds, $1) <= now(),
      o.heartbeat_count, o.incarnation,
      known.granted_beats, known.granted_incarnation
    )
    AND coalesce(w.host_address, w.host_name) IS NOT NULL AND w.port IS NOT NULL
    AND coalesce((w.reconnect ->> 'enabled')::boolean, true)
  ORDER BY o.id
  LIMIT $2
  -- Skips workers that are being deleted.
  FOR KEY SHARE OF w SKIP LOCKED
  ON CONFLICT (id) DO UPDATE SET
    revision = excluded.revision,
    lane = 'new',
    failures = 0,
    next_at = CASE WHEN p.claimed_until > now() THEN p.claimed_until ELSE now() END
  -- Another instance may have enrolled and probed it meanwhile.
  WHERE p.next_at = 'infinity' OR p.revision <> excluded.revision
  RETURNING id
)
SELECT count(*)::integer AS enrolled FROM enrolled
