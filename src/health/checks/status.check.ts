import type { HealthCheck } from './check.js';

/** Fails if the reported status contradicts the reported jobs, or is ERROR. */
export const statusCheck: HealthCheck = {
  name: 'status',
  condition: `w.reported_status = 'ERROR'
    OR (w.reported_status = 'IDLE' AND w.current_job_count > 0)
    OR (w.reported_status = 'BUSY' AND w.current_job_count = 0)`,
  sentence: `CASE
    WHEN w.reported_status = 'ERROR' THEN concat_ws(': ', 'The worker reports ERROR', w.message)
    WHEN w.current_job_count = 0 THEN 'The worker reports BUSY with no jobs'
    ELSE format('The worker reports IDLE with %s job%s', w.current_job_count,
      CASE WHEN w.current_job_count > 1 THEN 's' END)
  END`,
  fine: 'The reported status agrees with the job count',
};
