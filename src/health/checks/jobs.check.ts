import type { HealthCheck } from './check.js';

/**
 * The worker reports another number of jobs than were assigned to it, in two heartbeats in a row that
 * tell a number: one may have been on its way when the job was assigned. Not judged where none was assigned.
 */
export const jobsCheck: HealthCheck = {
  name: 'jobs',
  condition: `w.assigned_job_count > 0 AND w.differing_beats > 1 AND w.assigned_job_count <> w.current_job_count`,
  sentence: `format('%s jobs reported, %s assigned, in %s heartbeats', w.current_job_count, w.assigned_job_count,
    w.differing_beats)`,
  fine: 'Nothing that was assigned contradicts the reported jobs',
};
