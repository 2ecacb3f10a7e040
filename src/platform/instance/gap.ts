/** What is known when an instance records itself: moments in milliseconds of the database's clock. */
export interface Recording {
  /** When it recorded itself last. */
  readonly lastSeen: number;
  readonly now: number;
  /** Whether a heartbeat was refused since then because the database did not answer. */
  readonly refused: boolean;
  /** A longer silence of our own is a gap. */
  readonly toleranceMs: number;
}

/** Time in which an instance could take no heartbeat. */
export interface Gap {
  readonly from: number;
  readonly until: number;
}

/**
 * The gap that a recording reveals, if any. An instance records itself once a second; where it did not, it was away,
 * suspended or without its database, or the clock jumped, and no heartbeat can be blamed for being late.
 * A clock that went back reveals a gap without length: all leases count from it.
 */
export function gapBefore({ lastSeen, now, refused, toleranceMs }: Recording): Gap | undefined {
  if (now < lastSeen) return { from: now, until: now };
  if (refused || now - lastSeen > toleranceMs) return { from: lastSeen, until: now };
  return undefined;
}

/**
 * How long an instance may be silent before that is a gap. A twentieth of the lease, as a pause that short delays
 * heartbeats but ends no lease of a worker that sends three in it; never less than the second of the recording and its
 * own delays. A tolerance too small is the worse failure: each gap grants everybody a lease, and nobody dead is found.
 */
export function gapToleranceMs(leaseMs: number): number {
  return Math.min(10_000, Math.max(2500, leaseMs / 20));
}
