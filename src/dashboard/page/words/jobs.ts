import type { Worker } from '../api/types.js';

/** Returns the jobs of a worker as free slots are computed: reported or assigned, whichever are more. */
export const jobsOf = ({
  currentJobCount,
  assignedJobCount,
}: Pick<Worker, 'currentJobCount' | 'assignedJobCount'>): number =>
  Math.max(currentJobCount, assignedJobCount);

/** Returns the slots that can take a job now: none of a worker that is absent, not healthy or under an order. */
export const freeOf = ({ presence, health, order, availableCapacity }: Worker): number =>
  presence === 'PRESENT' && health === 'HEALTHY' && order === null ? availableCapacity : 0;
