/**
 * Returns the SQL for the free slots of a worker, over a row of `worker_state` with that alias. Every
 * statement that shows, filters, sorts or counts free slots uses it. {@link availableCapacity} of `worker.ts`
 * is the same in TypeScript.
 */
export const availability = (alias: string): string =>
  `least(${alias}.available_capacity, greatest(0, ${alias}.usable_slots - greatest(${alias}.current_job_count, ${alias}.assigned_job_count)))`;
