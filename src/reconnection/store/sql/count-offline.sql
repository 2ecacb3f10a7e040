-- Counts the offline workers, and those of them that are not probed: without an address, by their own policy, under an
-- order, with the one lease of this silence spent, or at the address and port of another worker that sends heartbeats.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
WITH offline AS (
  SELECT id, presence, order_kind, lease_renewed_at, lease_seconds, heartbeat_count, incarnation
  FROM worker_registration.worker_state
  WHERE presence IN ('EXPECTED', 'LOST')
  UNION ALL
  SELECT id, presence, order_kind, lease_renewed_at, lease_seconds, heartbeat_count, incarnation
  FROM worker_registration.worker_state
  WHERE health IN ('UNHEALTHY', 'FAILED') AND presence = 'PRESENT' AND 'heartbeat' = ANY (failed_checks)
    AND worker_registration.lease_ends(lease_renewed_at, lease_seconds, $1) <= now()
)
SELECT
  count(*)::integer AS offline,
  (count(*) FILTER (
    WHERE NOT worker_registration.wants_probe(
        o.presence, o.order_kind, worker_registration.lease_ends(o.lease_renewed_at, o.lease_seconds, $1) <= now(),
      o.heartbeat_count, o.incarnation,
        p.granted_beats, p.granted_incarnation
      )
      OR coalesce(w.host_address, w.host_name) IS NULL OR w.port IS NULL
      OR NOT coalesce((w.reconnect ->> 'enabled')::boolean, true)
      OR worker_registration.beating_at(
        coalesce(w.host_address, w.host_name), w.port, w.id, $1
      ) IS NOT NULL
  ))::integer AS skipped
FROM offline AS o
JOIN worker_registration.worker AS w USING (id)
LEFT JOIN worker_registration.probe AS p USING (id)
