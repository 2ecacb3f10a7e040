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
  {suspect} AS suspect,
  {suspectIn} AS seconds
FROM worker_registration.worker_state AS s
WHERE s.id = ANY ($1::uuid[]) AND s.presence = 'PRESENT' AND s.health <> 'FAILED' AND s.due_at IS NOT NULL
  AND s.taken_by = $3
