-- Writes which workers are late, where their rows expect the next heartbeat later: this instance has answered earlier ones
-- without a write. Rows with a later sign of life, and those of other instances, are left alone. Locked rows are skipped.
-- Returns the ids of those that were written.
--
-- $1  uuid[]              ids, without duplicates
-- $2  double precision[]  how late each is, in seconds
-- $3  double precision[]  seconds since its last heartbeat; NULL: as the row says
-- $4  integer[]           heartbeats that were answered without a write, and are not counted yet
-- $5  integer             this instance
WITH silent AS (
  SELECT n.*
  FROM unnest($1::uuid[], $2::float8[], $3::float8[], $4::integer[]) AS n (id, late, heard_ago, unwritten)
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE s.taken_by = $5 AND s.presence = 'PRESENT' AND s.due_at > now()
    AND greatest(s.last_heartbeat, s.last_registered_at) <= now() - make_interval(secs => n.late)
  -- In the order of id, so that two lists over the same workers cannot deadlock.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE worker_registration.worker_state AS s SET
  due_at = now() - make_interval(secs => n.late),
  last_heartbeat = greatest(s.last_heartbeat, now() - make_interval(secs => n.heard_ago)),
  heartbeat_count = s.heartbeat_count + n.unwritten
FROM silent AS n
WHERE s.id = n.id
RETURNING s.id
