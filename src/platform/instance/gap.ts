import type { Stretch } from './gap-effect.js';

/** What is known when an instance records itself; times are milliseconds of the database clock. */
export interface Recording {
  /** When it last recorded itself. */
  readonly lastSeen: number;
  readonly now: number;
  /**
   * How long a heartbeat has been waiting, or had waited when it was refused since then; undefined if there
   * was none.
   */
  readonly refusedForMs: number | undefined;
  /** A longer silence of this instance is a gap. */
  readonly toleranceMs: number;
}

/**
 * Returns the gap that a recording reveals, if any. An instance records itself once a second; if it did not,
 * it was down, suspended or without its database, or the clock stepped, and no heartbeat can be blamed for
 * being late. A clock that was set back reveals a gap without length: workers get one retry time.
 */
export function gapBefore({ lastSeen, now, refusedForMs, toleranceMs }: Recording): Stretch | undefined {
  if (refusedForMs !== undefined) return { from: Math.min(lastSeen, now - refusedForMs), until: now };
  if (now < lastSeen) return { from: now, until: now };
  if (now - lastSeen > toleranceMs) return { from: lastSeen, until: now };
  return undefined;
}

/**
 * Returns how long an instance may be silent before that is a gap: a twentieth of the lease, because such a
 * short pause delays heartbeats but refuses none. Never less than the second of the recording and its own
 * delays.
 */
export function gapToleranceMs(leaseMs: number): number {
  return Math.min(10_000, Math.max(2500, leaseMs / 20));
}
