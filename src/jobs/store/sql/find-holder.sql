-- Finds the worker that has a job, and which requirements of a claim it does not meet.
--
-- $1  text     the job
-- $2  integer  its priority
-- $3  text[]   terms of `terms.ts` that the worker must all have; NULL for any
-- $4  text     its zone, '' for none; NULL for any
-- $5  jsonb    the scope of the caller, or NULL
-- Result: one row, or none for an unassigned job: the worker, its presence, the fence, its zone and threshold, the terms
-- that it lacks, whether zone and priority match, and whether it is in the scope.
SELECT
  j.worker, j.fence, w.worker_id, w.zone, s.presence, s.priority_threshold,
  ARRAY(SELECT unnest($3::text[]) EXCEPT SELECT unnest(w.terms) ORDER BY 1) AS lacking,
  coalesce(coalesce(w.zone, '') = $4::text, true) AS fits_zone,
  s.priority_threshold <= $2::integer AS fits_priority,
  worker_registration.is_in_scope(j.worker, $5::jsonb) AS inside
FROM worker_registration.job AS j
JOIN worker_registration.worker AS w ON w.id = j.worker
JOIN worker_registration.worker_state AS s ON s.id = j.worker
WHERE j.job_id = $1::text
