-- Lists workers with which an operation is not done.
--
-- $1  uuid     operation
-- $2  integer  maximum number of rows
-- $3  jsonb    only workers in this scope, or NULL
SELECT
  l.worker, l.worker_id, l.zone, l.step, l.note,
  coalesce(greatest(s.current_job_count, s.assigned_job_count), 0) AS jobs, s.presence
FROM (
  SELECT * FROM (
    SELECT * FROM worker_registration.operation_worker
    WHERE operation = $1 AND step = 'under-way' ORDER BY zone, worker LIMIT $2
  ) AS under_way
  UNION ALL
  SELECT * FROM (
    SELECT * FROM worker_registration.operation_worker
    WHERE operation = $1 AND step IN ('failed', 'pending', 'skipped')
    ORDER BY array_position('{failed,pending,skipped}', step::text), zone, worker LIMIT $2
  ) AS others
  LIMIT $2
) AS l
LEFT JOIN worker_registration.worker_state AS s ON s.id = l.worker
WHERE $3::jsonb IS NULL OR s.id IS NULL OR worker_registration.is_in_scope(s.id, $3::jsonb)
ORDER BY array_position('{under-way,failed,pending,skipped}', l.step::text), l.zone, l.worker
