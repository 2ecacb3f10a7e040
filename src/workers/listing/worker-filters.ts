import type { Presence, WorkerHealth, WorkerStatus } from '../../fleet/worker.js';

/** Filters of a list; workers must match all given ones. */
export interface WorkerFilters {
  readonly statuses: readonly WorkerStatus[];
  readonly healths: readonly WorkerHealth[];
  readonly presences: readonly Presence[];
  /** Terms of `terms.ts` that the worker must all have: tags, capabilities, zone, version. */
  readonly terms: readonly string[];
  /** In lower case. */
  readonly text: string | null;
  readonly minAvailableCapacity: number | null;
  readonly suspect: boolean | null;
  /** Its host name or address; null for any. */
  readonly host: string | null;
  /** Kinds of orders, and `NONE` for workers without one. */
  readonly orders: readonly string[];
  /** Prefix of the workerId; empty for any. */
  readonly workerIdPrefix: string;
}
