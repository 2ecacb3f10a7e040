import type { HealthCheck } from './check.js';

/** The worker reports another number of jobs than were assigned to it; not judged where none was. */
export const jobsCheck: HealthCheck = {
  name: 'jobs',
  fine: 'Nothing that was assigned contradicts the reported jobs',
  fault: ({ assignedJobCount, currentJobCount }) =>
    assignedJobCount > 0 && assignedJobCount !== currentJobCount
      ? `${currentJobCount} jobs reported, ${assignedJobCount} assigned`
      : undefined,
};
