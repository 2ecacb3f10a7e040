import type { ReconnectPolicy } from '../fleet/worker.js';

/** How long to wait between two probes of a worker. */
export interface Pace {
  readonly intervalMs: number;
  readonly maxBackoffMs: number;
}

/** So many failures keep the interval: most workers that are registered before they run start within these. */
const PATIENT_FAILURES = 5;

/** A worker's own policy replaces the settings, each part where it is given. */
export function paceOf(policy: ReconnectPolicy | null, settings: Pace): Pace {
  const { intervalSeconds, maxBackoffSeconds } = policy ?? {};
  return {
    intervalMs: intervalSeconds === undefined ? settings.intervalMs : intervalSeconds * 1000,
    maxBackoffMs: maxBackoffSeconds === undefined ? settings.maxBackoffMs : maxBackoffSeconds * 1000,
  };
}

/**
 * The pause after so many failures in a row: the interval at first, then twice as long each time, up to the longest one.
 * An interval that is longer than the longest pause stands.
 */
export function backoffMs(failures: number, { intervalMs, maxBackoffMs }: Pace): number {
  const doublings = Math.max(0, failures - PATIENT_FAILURES);
  return Math.max(intervalMs, Math.min(maxBackoffMs, intervalMs * 2 ** Math.min(doublings, 32)));
}

/**
 * A little less than the pause, so that workers which fell silent together are not dialled together for ever, and so that
 * nobody is dialled later than promised.
 * @param random from 0 to 1
 */
export const jittered = (pauseMs: number, random: number): number => pauseMs * (0.75 + 0.15 * random);
