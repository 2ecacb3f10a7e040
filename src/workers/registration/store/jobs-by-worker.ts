import type { WorkersJob } from '../../../fleet/store/job-release.store.js';
import { groupedBy } from '../../../platform/batch/grouped-by.js';

/** Returns a lookup of the jobs of each worker: 5,000 searches of a long list would stop the event loop. */
export function jobsByWorker(jobs: readonly WorkersJob[]): (worker: string) => readonly string[] {
  const all = new Map(
    groupedBy(jobs, ({ worker }) => worker).map((each) => [each[0]!.worker, each.map(({ jobId }) => jobId)]),
  );
  return (worker) => all.get(worker) ?? [];
}
