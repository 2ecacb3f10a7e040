-- Accepts many heartbeats of present workers with unlocked rows: renews the leases and stores the reports. It never
-- waits for a row, so that a locked one does not delay others, and changes no indexed column except the reported
-- status, so that the indexes need no update.
--
-- Parameters: beats.sql.
-- Result: the columns of renewal-row.ts of each accepted heartbeat, and ends_silence: the worker was unhealthy for
-- its silence. Heartbeats missing from the result were unknown, refused, locked, or absent: find-refusals.sql finds
-- out which, and renew-any-leases.sql accepts the rest.
WITH free AS (
  SELECT b.*, s.ctid AS place, {before}
  FROM {beats}
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE {takes}
  -- In the order of id, which is the order of the table: neighbouring rows are written together.
  ORDER BY s.id
  FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE worker_registration.worker_state AS s SET
  {changes}
FROM free AS b
-- Cheaper than by id. A row that has moved since the snapshot is not found there, and its heartbeat is tried
-- again.
WHERE s.ctid = b.place
RETURNING
  {answer},
  {endsSilence} AS ends_silence
