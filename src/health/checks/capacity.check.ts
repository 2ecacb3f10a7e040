import type { HealthCheck } from './check.js';

/**
 * The slots that the worker itself reported, where an operator has set others: it is not blamed for jobs that it may run by its
 * own word. Read only for a worker that would fail.
 */
const REPORTED = `coalesce((
      SELECT (d.reported ->> 'capacity')::integer FROM worker_registration.worker AS d WHERE d.id = w.id
    ), 0)`;

/** Fails if the worker has more jobs than it may run, or reports more free slots than it can have. */
export const capacityCheck: HealthCheck = {
  name: 'capacity',
  condition: `(w.current_job_count > w.max_concurrent_jobs AND w.current_job_count > w.assigned_job_count
      AND w.current_job_count > ${REPORTED})
    OR (w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)
      AND w.available_capacity > ${REPORTED} - w.current_job_count)`,
  sentence: `CASE
    WHEN w.current_job_count > w.max_concurrent_jobs
    THEN format('%s jobs, more than the limit of %s', w.current_job_count, w.max_concurrent_jobs)
    ELSE format('%s free slots reported, but %s usable slots minus %s jobs leave %s', w.available_capacity,
      w.usable_slots, w.current_job_count, greatest(0, w.usable_slots - w.current_job_count))
  END`,
  fine: 'Jobs and free slots are within the limit',
};
