-- Which workers a cleanup would take now, and how long each has been FAILED, gaps of ours left out.
--
-- By status there is an index; it is ERROR for who only reports that, too.
--
-- $1  double precision  length of a lease in seconds
-- $2  jsonb             what gaps mean: gap-maps.ts
-- $3  double precision  minutes that a worker may be FAILED
-- $4  jsonb             gaps of each instance and worker: lists of [from, until]
-- $5  uuid              workers up to this id were looked at before
-- $6  integer           how many at the most
-- Result: one row a worker, in the order of id.
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
