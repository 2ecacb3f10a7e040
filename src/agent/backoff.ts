/** The bounds of the pauses between attempts, in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The pause before the next attempt: anything from nothing to twice as long with each failure, up to the longest one.
 * All of it is chance ("full jitter"): a fleet that lost its server together comes back spread out.
 * @param failures attempts in a row that failed, from 1
 * @param random from 0 to 1
 */
export function pauseMs(failures: number, { firstMs, longestMs }: Backoff, random: number): number {
  return random * Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 32));
}

/** The pause between heartbeats: the interval less up to a tenth, so that a fleet does not beat in step. */
export const beatPauseMs = (intervalMs: number, random: number): number => intervalMs * (1 - random / 10);
