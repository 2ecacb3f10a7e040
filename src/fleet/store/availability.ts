/**
 * The free slots of a worker as SQL, over a row of `worker_state` under that alias: the one expression for all that shows,
 * filters, sorts or counts them. {@link availableCapacity} of `worker.ts` is the same in TypeScript.
 */
export const availability = (alias: string): string =>
  `least(${alias}.available_capacity, greatest(0, ${alias}.usable_slots - greatest(${alias}.current_job_count, ${alias}.assigned_job_count)))`;
