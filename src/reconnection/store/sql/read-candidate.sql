-- Returns the data that decides whether one worker is probed.
--
-- $1  uuid              id
-- $2  double precision  length of a lease in seconds where a worker has none of its own
-- Result: one row, or none for an unknown worker.
SELECT
  s.presence, s.order_kind, coalesce(w.host_address, w.host_name) AS host, w.port,
  coalesce((w.reconnect ->> 'enabled')::boolean, true) AS enabled,
  s.presence = 'PRESENT' AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $2) > now() AS online,
  coalesce(p.claimed_until > now(), false) AS claimed,
  worker_registration.beating_at(
    coalesce(w.host_address, w.host_name), w.port, w.id, $2
  ) AS beating_there
FROM worker_registration.worker_state AS s
JOIN worker_registration.worker AS w USING (id)
LEFT JOIN worker_registration.probe AS p USING (id)
WHERE s.id = $1
