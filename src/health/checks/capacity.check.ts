import type { HealthCheck } from './check.js';

/** Fails if the worker has more jobs than it may run, or reports more free slots than it can have. */
export const capacityCheck: HealthCheck = {
  name: 'capacity',
  condition: `w.current_job_count > w.max_concurrent_jobs
    OR w.available_capacity > greatest(0, w.usable_slots - w.current_job_count)`,
  sentence: `CASE
    WHEN w.current_job_count > w.max_concurrent_jobs
    THEN format('%s jobs, more than the limit of %s', w.current_job_count, w.max_concurrent_jobs)
    ELSE format('%s free slots reported, but %s usable slots minus %s jobs leave %s', w.available_capacity,
      w.usable_slots, w.current_job_count, greatest(0, w.usable_slots - w.current_job_count))
  END`,
  fine: 'Jobs and free slots are within the limit',
};
