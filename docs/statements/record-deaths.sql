-- Records the deaths of workers that refused a connection where they had listened: FAILED at once, whatever was counted.
-- Checked again on the locked row: a heartbeat, a registration or an order may have arrived meanwhile. Another statement
-- releases their jobs in the same transaction. While a guard holds their zone, the guard decides.
--
-- $1  jsonb               array of deaths {id, revision, error, address, port}
-- $2  double precision[]  margins of lateness: suspicion.ts
-- $3  double precision    length of a lease in seconds where a worker has none of its own
-- $4  text[]              zones with widespread lateness, where the guard decides
-- Result: one row per death.
WITH dead AS (
  SELECT d.*, s.health AS was, s.message
  FROM jsonb_to_recordset($1::jsonb) AS d (id uuid, revision integer, error text, address text, port integer)
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE s.revision = d.revision AND s.seen_open_revision = d.revision AND s.order_kind IS NULL AND NOT s.held
    AND (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity'))
    AND worker_registration.beating_at(d.address, d.port, d.id, $3) IS NULL
    AND coalesce(s.zone, '') <> ALL ((SELECT $4::text[])::text[])
    AND NOT EXISTS (
      SELECT FROM worker_registration.guard AS g
      WHERE g.state = 'HOLDING' AND (g.scope = 'fleet' OR g.zone = coalesce(s.zone, ''))
    )
  ORDER BY s.id
  FOR NO KEY UPDATE OF s
),
failed AS (
  UPDATE worker_registration.worker_state AS s SET
    health = 'FAILED',
    consecutive_failures = greatest(1, s.consecutive_failures),
    counting_since = NULL,
    failed_checks = ARRAY['heartbeat'],
    last_error = d.error,
    last_error_at = now(),
    -- Nothing but a sign of life makes the check pass again.
    lease_renewed_at = least(
      s.lease_renewed_at, now() - worker_registration.lease_length(s.lease_seconds, $3) - interval '1 second'
    )
  FROM dead AS d
  WHERE s.id = d.id
  RETURNING s.id, s.consecutive_failures
),
noted AS (
  INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail)
  SELECT 'failed', d.id, w.worker_id, 'service', jsonb_build_object(
    'verdict', 'FAILED', 'from', d.was, 'checks', ARRAY['heartbeat'], 'error', d.error,
    'consecutiveFailures', f.consecutive_failures, 'held', false, 'address', d.address, 'port', d.port
  ) || jsonb_strip_nulls(jsonb_build_object('message', d.message))
  FROM dead AS d
  JOIN failed AS f USING (id)
  JOIN worker_registration.worker AS w USING (id)
)
SELECT f.id, w.worker_id FROM failed AS f JOIN worker_registration.worker AS w USING (id)
