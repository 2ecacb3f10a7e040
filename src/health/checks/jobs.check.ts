import type { HealthCheck } from './check.js';

/**
 * Fails if the worker reports another number of jobs than were assigned to it, in two heartbeats in a row
 * that have a count: one may have been on its way when the job was assigned. Passes if no job was assigned.
 */
export const jobsCheck: HealthCheck = {
  name: 'jobs',
  condition: `w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count`,
  sentence: `format('%s jobs reported, %s assigned, in %s heartbeats', w.current_job_count, w.assigned_job_count,
    w.differing_beats)`,
  fine: 'Reported and assigned job counts agree',
};
