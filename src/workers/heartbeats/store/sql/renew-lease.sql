-- Does for a single heartbeat what renew-leases.sql does for many, by the same rules, for two thirds of the cost of a list
-- of one.
--
-- Parameters: beat.sql. Result: that of renew-leases.sql.
UPDATE worker_registration.worker_state AS s SET
  {changes}
FROM (
  SELECT b.*, s.ctid AS place, {before}
  FROM worker_registration.worker_state AS s, {beat}
  WHERE s.id = b.id AND {takes}
  FOR NO KEY UPDATE OF s SKIP LOCKED
) AS b
-- A row that has moved since the snapshot is not found, and its heartbeat is tried again.
WHERE s.ctid = b.place
RETURNING
  {answer},
  {endsSilence} AS ends_silence
