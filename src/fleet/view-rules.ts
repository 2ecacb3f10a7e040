import { leaseMsOf } from '../platform/config/lease-length.js';
import type { Settings } from '../platform/config/settings.js';

/** Settings by which a worker is shown. */
export interface ViewRules {
  /** Length of the lease of workers without one of their own. */
  readonly leaseMs: number;
  readonly suspectFloorSeconds: number;
  readonly stuckEventLoopLagMs: number;
}

/** Returns the settings by which a worker is shown. */
export const viewRulesOf = (worker: Settings['worker']): ViewRules => ({
  leaseMs: leaseMsOf(worker),
  suspectFloorSeconds: worker.suspectFloorSeconds,
  stuckEventLoopLagMs: worker.stuckEventLoopLagMs,
});
