-- Reads the current state of workers.
--
-- $1  uuid[]              ids
-- $2  double precision[]  margins of lateness: suspicion.ts
SELECT s.*, s.flapping_until > now() AS flapping, worker_registration.late_seconds(s.presence, s.due_at, (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3])))) AS late_seconds, (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity')) AS suspect, coalesce(s.session_instance IN (
    SELECT i.number FROM worker_registration.instance AS i
    WHERE i.heir IS NULL AND i.seen_at > now() - interval '10 s'
  ), false) AS connected, (SELECT round FROM worker_registration.duty WHERE name = 'sweep') AS sweep_round
FROM worker_registration.worker_state AS s
WHERE id = ANY ($1)
