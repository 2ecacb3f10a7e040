-- Lists workers with which an operation is done.
--
-- $1  uuid     operation
-- $2  integer  maximum number of rows
-- $3  jsonb    only workers in this scope, or NULL
SELECT
  d.worker, d.worker_id, d.zone, d.step, d.note,
  coalesce(greatest(s.current_job_count, s.assigned_job_count), 0) AS jobs, s.presence
FROM (
  SELECT * FROM worker_registration.operation_worker WHERE operation = $1 AND step = 'done' ORDER BY zone, worker LIMIT $2
) AS d
LEFT JOIN worker_registration.worker_state AS s ON s.id = d.worker
WHERE $3::jsonb IS NULL OR s.id IS NULL OR worker_registration.is_in_scope(s.id, $3::jsonb)
ORDER BY d.zone, d.worker
