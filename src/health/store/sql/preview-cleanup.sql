-- Returns the workers that a cleanup would affect now, and how long each has been FAILED, gaps excluded.
--
-- The condition on status uses an index; status is also ERROR for workers that only report ERROR.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
-- $2  jsonb             effect of gaps: gap-maps.ts
-- $3  double precision  minutes that a worker may be FAILED
-- $4  jsonb             gaps of each instance and worker: lists of [from, until]
-- $5  uuid              id after which to continue
-- $6  integer           maximum number of rows
-- Result: one row per worker, in the order of id.
SELECT due.*, d.worker_id
FROM (
  SELECT w.id, w.zone, w.health_since, w.last_error, {failedSeconds} AS failed_seconds
  FROM worker_registration.worker_state AS w
  WHERE w.status = 'ERROR' AND w.id > $5 AND {due}
  ORDER BY w.id
  LIMIT $6
) AS due
JOIN worker_registration.worker AS d USING (id)
ORDER BY due.id
