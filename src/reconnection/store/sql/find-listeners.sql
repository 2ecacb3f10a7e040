-- Finds the addresses of workers whose death a refused connection could prove: the only worker that sends heartbeats from
-- there, without an order, whose probes are not turned off.
--
-- $1  uuid[]            ids
-- $2  boolean           only those that were seen to listen there since their registration
-- $3  double precision  length of a lease in seconds where a worker has none of its own
-- Result: one row per worker.
SELECT w.id, w.worker_id, w.revision, coalesce(w.zone, '') AS zone, coalesce(w.host_address, w.host_name) AS host, w.port
FROM worker_registration.worker AS w
JOIN worker_registration.worker_state AS s USING (id)
WHERE w.id = ANY ($1::uuid[]) AND s.presence = 'PRESENT' AND s.order_kind IS NULL AND s.revision = w.revision
  AND coalesce(w.host_address, w.host_name) IS NOT NULL AND w.port IS NOT NULL
  AND coalesce((w.reconnect ->> 'enabled')::boolean, true)
  AND (NOT $2::boolean OR s.seen_open_revision = s.revision)
  AND worker_registration.beating_at(coalesce(w.host_address, w.host_name), w.port, w.id, $3) IS NULL
