import type { Worker } from '../api/types.js';

/** Returns the jobs of a worker as free slots are computed: reported or assigned, whichever are more. */
export const jobsOf = ({ currentJobCount, assignedJobCount }: Worker): number =>
  Math.max(currentJobCount, assignedJobCount);
