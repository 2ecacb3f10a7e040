-- Takes many heartbeats of workers that are there and whose rows nobody else holds: renews the leases and notes what was
-- reported. It waits for no row, so that one that is held costs nobody else anything, and changes no indexed column but
-- a reported status, so that the indexes stay as they are.
--
-- Parameters: beats.sql.
-- Result: the columns of renewal-row.ts of each heartbeat that was taken, and ends_silence: the worker was judged ill for
-- its silence.
-- Who is missing is unknown, refused, held by somebody else, or not there: find-refusals.sql tells which, and
-- renew-any-leases.sql takes the rest.
WITH free AS (
  SELECT b.*, s.ctid AS place
  FROM {beats}
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE s.presence = 'PRESENT' AND NOT s.leave_when_drained AND ({fits})
  -- In the order of id, which is the order of the table: neighbours are written together.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE worker_registration.worker_state AS s SET
  {changes}
FROM free AS b
-- Cheaper than by id. A row that has moved since the snapshot is not found there, and its heartbeat is taken again.
WHERE s.ctid = b.place
RETURNING
  {answer},
  s.health <> 'HEALTHY' AND 'heartbeat' = ANY (s.failed_checks) AS ends_silence
