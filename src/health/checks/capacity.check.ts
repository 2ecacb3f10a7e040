import type { HealthCheck } from './check.js';

/** More jobs than the worker may run, or more free slots than it can have. */
export const capacityCheck: HealthCheck = {
  name: 'capacity',
  fine: 'Jobs and free slots are within the limit',
  fault: ({ currentJobCount, maxConcurrentJobs, availableCapacity, usableSlots }) => {
    if (currentJobCount > maxConcurrentJobs) {
      return `${currentJobCount} jobs, more than the limit of ${maxConcurrentJobs}`;
    }
    const free = Math.max(0, usableSlots - currentJobCount);
    if (availableCapacity > free) {
      return `${availableCapacity} free slots reported, but ${usableSlots} usable slots less ${currentJobCount} jobs leave ${free}`;
    }
    return undefined;
  },
};
