import { counted } from '../../platform/text/counted.js';
import type { HealthCheck } from './check.js';

/** What the worker says it does contradicts the rest. */
export const statusCheck: HealthCheck = {
  name: 'status',
  fine: 'The reported status agrees with the job count',
  fault: ({ reportedStatus, currentJobCount }) => {
    if (reportedStatus === 'ERROR') return 'The worker reports ERROR';
    if (reportedStatus === 'IDLE' && currentJobCount > 0)
      return `The worker reports IDLE with ${counted(currentJobCount, 'job')}`;
    if (reportedStatus === 'BUSY' && currentJobCount === 0) return 'The worker reports BUSY with no jobs';
    return undefined;
  },
};
