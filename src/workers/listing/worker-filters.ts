import type { WorkerHealth, WorkerStatus } from '../../fleet/worker.js';

/** What a list is filtered by; all that is given must hold. */
export interface WorkerFilters {
  readonly statuses: readonly WorkerStatus[];
  readonly healths: readonly WorkerHealth[];
  /** Words of `terms.ts` of which all must be there: tags, capabilities, zone, version. */
  readonly terms: readonly string[];
  /** In lower case. */
  readonly text: string | null;
  readonly minAvailableCapacity: number | null;
  /** How the workerId begins; empty for any. */
  readonly workerIdPrefix: string;
}
