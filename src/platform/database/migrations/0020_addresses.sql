-- Workers by their address: where another worker that beats has the same one, an open port there proves nothing.

CREATE INDEX worker_address ON worker_registration.worker (coalesce(host_address, host_name), port) WHERE port IS NOT NULL;

-- The workerId of a present worker that sends heartbeats and has this address and port; NULL where there is none.
CREATE FUNCTION worker_registration.beating_at(host text, at_port integer, other_than uuid, lease interval)
RETURNS text LANGUAGE sql STABLE AS $$
  SELECT w.worker_id
  FROM worker_registration.worker AS w
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE coalesce(w.host_address, w.host_name) = host AND w.port = at_port AND w.id <> other_than
    AND s.presence = 'PRESENT' AND s.heartbeat_count > 0 AND s.last_heartbeat > now() - lease
  ORDER BY w.worker_id
  LIMIT 1
$$;
