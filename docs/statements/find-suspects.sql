-- Finds out which workers that seem late are suspect. Those whose last heartbeat another instance accepted are left to that
-- instance.
--
-- $1  uuid[]              ids
-- $2  double precision[]  margins of lateness: suspicion.ts
-- $3  integer             the instance that watches them
-- Result: one row for each worker from which a heartbeat is expected: whether it is suspect, and the seconds until it would
-- be.
SELECT
  s.id,
  (worker_registration.is_suspect(
    s.presence, s.health, s.due_at, s.worst_lateness,
    (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3]))), (SELECT ($2::float8[])[1]), (SELECT ($2::float8[])[2])
  ) OR worker_registration.is_accused(s.presence, s.health, s.accused_until)
    OR (worker_registration.has_lost_session(
    s.presence, s.health, s.session_lost_at, s.last_heartbeat, s.last_registered_at
  ) AND (SELECT ($2::float8[])[1]) < 'Infinity')) AS suspect,
  (date_part('epoch', greatest(s.due_at, (SELECT worker_registration.excused_until((SELECT ($2::float8[])[3])))) - now())
    + greatest((SELECT ($2::float8[])[1]), 2 * s.worst_lateness) + (SELECT ($2::float8[])[2])) AS seconds
FROM worker_registration.worker_state AS s
WHERE s.id = ANY ($1::uuid[]) AND s.presence = 'PRESENT' AND s.health <> 'FAILED' AND s.due_at IS NOT NULL
  AND s.taken_by = $3
