-- A piece: counts jobs that were inserted, for their workers.
UPDATE worker_registration.worker_state AS s SET assigned_job_count = s.assigned_job_count + 1, differing_beats = 0
FROM inserted AS i
JOIN worker_registration.worker AS w ON w.id = i.worker
WHERE s.id = i.worker
RETURNING i.job_id, i.fence, {live}, w.worker_id, {description} AS description
