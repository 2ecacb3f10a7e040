import type { Settings } from '../platform/config/settings.js';

/** The settings that say when a guard engages. */
export interface GuardThresholds {
  readonly enabled: boolean;
  readonly thresholdPercent: number;
  readonly minWorkers: number;
}

/** Returns the settings that say when a guard engages. */
export const guardThresholdsOf = (worker: Settings['worker']): GuardThresholds => ({
  enabled: worker.guardEnabled,
  thresholdPercent: worker.guardThresholdPercent,
  minWorkers: worker.guardMinWorkers,
});
