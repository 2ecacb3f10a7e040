import type { Worker } from '../api/types.js';

/** The jobs of a worker as free slots are counted: reported or assigned, whichever are more. */
export const jobsOf = ({ currentJobCount, assignedJobCount }: Worker): number =>
  Math.max(currentJobCount, assignedJobCount);
