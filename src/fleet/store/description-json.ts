/**
 * Returns the SQL for a worker's description as one JSON value, from its row with that alias: the fields of
 * `WorkerDescription`.
 */
export const descriptionJson = (alias: string): string =>
  `jsonb_build_object(${COLUMNS.map(([name, column]) => `'${name}', ${alias}.${column}`).join(', ')})`;

const COLUMNS = [
  ['workerId', 'worker_id'],
  ['name', 'name'],
  ['hostName', 'host_name'],
  ['hostAddress', 'host_address'],
  ['port', 'port'],
  ['maxConcurrentJobs', 'max_concurrent_jobs'],
  ['capabilities', 'capabilities'],
  ['tags', 'tags'],
  ['version', 'version'],
  ['priorityThreshold', 'priority_threshold'],
  ['workerLoadFactor', 'worker_load_factor'],
  ['zone', 'zone'],
  ['healthPath', 'health_path'],
  ['reconnect', 'reconnect'],
] as const;
