-- Claims workers that are due, for as many slots as are free; skips rows that another instance has locked. Workers
-- that answer quickly come first, then the newest ones, so that none waits behind addresses that do not answer.
--
-- $1  integer           the instance
-- $2  double precision  duration of a claim in seconds
-- $3  integer           maximum number of rows
-- $4  integer           maximum number of slow workers among them
-- $5  double precision  length of a lease in seconds where a worker has none of its own
-- Result: one row per due worker. wanted: this instance is to probe it; the others need no probe any more, or none for
-- now, because another worker that sends heartbeats has the same address and port.
WITH quick AS (
  SELECT * FROM worker_registration.probe
  WHERE lane = 'quick' AND next_at <= now()
  ORDER BY next_at
  LIMIT $3
  FOR UPDATE SKIP LOCKED
),
fresh AS (
  SELECT * FROM worker_registration.probe
  WHERE lane = 'new' AND next_at <= now()
  ORDER BY next_at DESC
  LIMIT $3 - (SELECT count(*) FROM quick)
  FOR UPDATE SKIP LOCKED
),
slow AS (
  SELECT * FROM worker_registration.probe
  WHERE lane = 'slow' AND next_at <= now()
  ORDER BY next_at
  LIMIT least($4, $3 - (SELECT count(*) FROM quick) - (SELECT count(*) FROM fresh))
  FOR UPDATE SKIP LOCKED
),
due AS (
  SELECT * FROM quick UNION ALL SELECT * FROM fresh UNION ALL SELECT * FROM slow
),
looked_at AS (
  SELECT
    d.id, d.lane, d.failures, w.worker_id, s.revision, s.lease_seconds, coalesce(w.host_address, w.host_name) AS host, w.port,
    w.health_path, w.reconnect,
    worker_registration.wants_probe(
      s.presence, s.order_kind, worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $5) <= now(),
      s.heartbeat_count, s.incarnation,
      d.granted_beats, d.granted_incarnation
    )
    AND coalesce(w.host_address, w.host_name) IS NOT NULL AND w.port IS NOT NULL
    AND coalesce((w.reconnect ->> 'enabled')::boolean, true) AS eligible,
    worker_registration.beating_at(
      coalesce(w.host_address, w.host_name), w.port, d.id, $5
    ) IS NOT NULL AS shared
  FROM due AS d
  JOIN worker_registration.worker_state AS s USING (id)
  JOIN worker_registration.worker AS w USING (id)
),
claimed AS (
  UPDATE worker_registration.probe AS p SET
    claimed_by = CASE WHEN l.eligible AND NOT l.shared THEN $1::integer END,
    claimed_until = CASE WHEN l.eligible AND NOT l.shared THEN now() + make_interval(secs => $2) END,
    next_at = CASE
      WHEN NOT l.eligible THEN 'infinity'
      WHEN l.shared THEN now() + worker_registration.lease_length(l.lease_seconds, $5)
      ELSE now() + make_interval(secs => $2)
    END
  FROM looked_at AS l
  WHERE p.id = l.id
  RETURNING p.id
)
SELECT l.*, l.eligible AND NOT l.shared AS wanted FROM looked_at AS l JOIN claimed USING (id)
