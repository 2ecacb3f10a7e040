import type { ReconnectPolicy } from '../fleet/worker.js';

/** The pauses between two probes of a worker. */
export interface Pace {
  readonly intervalMs: number;
  readonly maxBackoffMs: number;
}

/** Number of failures before the pause grows: most workers that register before they run start within these. */
const PATIENT_FAILURES = 5;

/** A worker's own policy replaces the settings, each part that it has. */
export function paceOf(policy: ReconnectPolicy | null, settings: Pace): Pace {
  const { intervalSeconds, maxBackoffSeconds } = policy ?? {};
  return {
    intervalMs: intervalSeconds === undefined ? settings.intervalMs : intervalSeconds * 1000,
    maxBackoffMs: maxBackoffSeconds === undefined ? settings.maxBackoffMs : maxBackoffSeconds * 1000,
  };
}

/**
 * Returns the pause after consecutive failures: the interval at first, then doubled each time, up to the longest
 * pause. An interval longer than the longest pause stays as it is.
 */
export function backoffMs(failures: number, { intervalMs, maxBackoffMs }: Pace): number {
  const doublings = Math.max(0, failures - PATIENT_FAILURES);
  return Math.max(intervalMs, Math.min(maxBackoffMs, intervalMs * 2 ** Math.min(doublings, 32)));
}

/**
 * Shortens a pause slightly, so that workers that fell silent together are not probed together forever, and no probe
 * is later than promised.
 * @param random from 0 to 1
 */
export const jittered = (pauseMs: number, random: number): number => pauseMs * (0.75 + 0.15 * random);
