-- Returns the next offline workers of some lanes, ordered by id.
--
-- $1  text[]            lanes
-- $2  uuid              the id after which to begin
-- $3  integer           maximum number of rows
-- $4  double precision  length of a lease in seconds where a worker has none of its own
SELECT p.id
FROM worker_registration.probe AS p
JOIN worker_registration.worker_state AS s USING (id)
JOIN worker_registration.worker AS w USING (id)
WHERE p.lane = ANY ($1) AND p.id > $2 AND p.next_at <> 'infinity'
  AND coalesce((w.reconnect ->> 'enabled')::boolean, true)
  AND (s.presence <> 'PRESENT' OR worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $4) <= now())
  AND worker_registration.wants_probe(
    s.presence, s.order_kind, worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $4) <= now(),
      s.heartbeat_count, s.incarnation,
    p.granted_beats, p.granted_incarnation
  )
ORDER BY p.id
LIMIT $3
