/** The bounds of the pauses between attempts, in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Returns the pause before the next attempt: chosen at random between zero and a bound that doubles with each failure
 * ("full jitter"), so that a fleet that lost its server together does not return all at once.
 * @param failures consecutive failed attempts, from 1
 * @param random from 0 to 1
 */
export function pauseMs(failures: number, { firstMs, longestMs }: Backoff, random: number): number {
  return random * Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 32));
}
