-- Writes the results of probes in one statement: reached workers get a new lease, the others are probed again later.
--
-- $1  jsonb             array of results {id, revision, outcome, lane, pause_seconds, how, address, port, actor};
--                         outcome is reached, failed, or open: undecided, the worker is probed again immediately
-- $2  integer           the instance that probed, and holds the claims
-- $3  double precision  length of a lease in seconds where a worker has none of its own
-- {renewedNow}: renewed-moment.ts
-- Result: one row per worker whose lease was renewed: its previous presence, and whether that ended a silence.
--
-- A probe proves that a port is open. It touches neither jobs nor what the worker reported.
WITH result AS (
  SELECT *
  FROM jsonb_to_recordset($1::jsonb) AS r (
    id uuid, revision integer, outcome text, lane text, pause_seconds double precision, how text, address text,
    port integer, actor text
  )
),
-- Checked again on the locked row: a heartbeat, an order or a new address may have arrived meanwhile.
reached AS (
  SELECT
    r.*, s.presence AS was, s.heartbeat_count, s.incarnation, s.lease_seconds,
    s.presence <> 'PRESENT' OR worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $3) <= now() AS ended_silence
  FROM result AS r
  JOIN worker_registration.probe AS p USING (id)
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE r.outcome = 'reached' AND p.claimed_by = $2 AND s.revision = r.revision
    AND worker_registration.wants_probe(
      s.presence, s.order_kind, worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $3) <= now(),
      s.heartbeat_count, s.incarnation,
      p.granted_beats, p.granted_incarnation
    )
    -- The address may come from a name, for which no other worker was searched before the probe.
    AND worker_registration.beating_at(r.address, r.port, r.id, $3) IS NULL
  ORDER BY s.id
  FOR NO KEY UPDATE OF s
),
renewed AS (
  UPDATE worker_registration.worker_state AS s SET
    lease_renewed_at = {renewedNow},
    taken_by = $2,
    presence = 'PRESENT',
    presence_since = CASE WHEN r.was = 'PRESENT' THEN s.presence_since ELSE now() END,
    presence_reason = NULL
  FROM reached AS r
  WHERE s.id = r.id
),
-- A lease that a probe renews in time is not an event.
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT
    'reached', r.id, w.worker_id, coalesce(r.actor, 'service'),
    jsonb_build_object('how', r.how, 'address', r.address, 'port', r.port, 'from', r.was)
  FROM reached AS r
  JOIN worker_registration.worker AS w USING (id)
  WHERE r.ended_silence
),
settled AS (
  UPDATE worker_registration.probe AS p SET
    claimed_by = NULL,
    claimed_until = NULL,
    lane = r.lane,
    failures = CASE
      WHEN p.revision <> r.revision OR r.outcome = 'reached' THEN 0
      ELSE p.failures + (r.outcome = 'failed')::integer
    END,
    granted_beats = coalesce(g.heartbeat_count, p.granted_beats),
    granted_incarnation = coalesce(g.incarnation, p.granted_incarnation),
    next_at = CASE
      WHEN p.revision <> r.revision OR r.outcome = 'open' THEN now()
      WHEN r.outcome = 'failed' THEN now() + make_interval(secs => r.pause_seconds)
      -- Half of the lease is left for the next probes to fail in.
      WHEN g.heartbeat_count = 0 THEN now() + worker_registration.lease_length(g.lease_seconds, $3) / 2
      ELSE 'infinity'
    END
  FROM result AS r
  LEFT JOIN reached AS g USING (id)
  WHERE p.id = r.id AND p.claimed_by = $2
)
SELECT r.id, w.worker_id, r.was, r.ended_silence
FROM reached AS r
JOIN worker_registration.worker AS w USING (id)
