-- Reads the current state of workers as far as answers contain it.
--
-- $1  uuid[]              ids
-- $2  double precision[]  margins of lateness: suspicion.ts
-- Result: the columns of live-row.ts, and the round of the last sweep from duty if failures are counted from it.
SELECT
  s.id, s.presence, s.status, s.reported_status, s.health, s.held, s.contested_until, s.order_kind, s.order_reason, s.order_by, s.order_since, s.order_until, s.order_deadline, s.current_job_count, s.assigned_job_count, s.usable_slots, s.available_capacity, s.cpu_usage, s.memory_usage, s.error_count, s.message, s.message_at, s.last_heartbeat, s.lease_renewed_at, s.lease_seconds, s.heartbeat_count, s.consecutive_failures, s.counting_since, s.registered_at, s.last_registered_at, s.registration_count, s.incarnation, s.event_loop_lag_ms, s.worst_lateness, s.flapping_until > now() AS flapping, worker_registration.late_seconds(s.presence, s.due_at, (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3])))) AS late_seconds, (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity')) AS suspect, coalesce(s.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) AS connected,
  s.revision,
  CASE WHEN s.presence IN ('LOST', 'LEFT') THEN json_build_object(
    'since', s.presence_since, 'reason', s.presence_reason,
    'acknowledged', (
      SELECT json_build_object('at', a.acknowledged_at, 'by', a.acknowledged_by, 'reason', a.reason)
      FROM worker_registration.loss_acknowledgement AS a
      WHERE a.worker = s.id AND a.lost_at = s.presence_since AND s.presence = 'LOST'
    )
  ) END AS absence,
  CASE WHEN s.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round
FROM worker_registration.worker_state AS s
WHERE s.id = ANY ($1)
