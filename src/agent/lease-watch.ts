/** A clock that only goes forward, and a timer on it; milliseconds. */
export interface Clock {
  now(): number;
  /** @returns takes it back */
  after(ms: number, then: () => void): () => void;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** This part of a lease is left when it is given up for lost, so that jobs can be stopped in it. */
const MARGIN_PART = 0.2;
const LONGEST_MARGIN_MS = 30_000;
const LONGEST_TIMER_MS = 2_000_000_000;

/** Says when a lease is about to end that nobody renewed, and when it is back. */
export class LeaseWatch {
  private lost = false;
  private takeBack = (): void => undefined;

  /** @param marginMs how long before its end a lease counts as lost; a fifth of it, 30 s at the most, where undefined */
  constructor(
    private readonly clock: Clock,
    private readonly marginMs: number | undefined,
    private readonly told: { lost(leftMs: number): void; regained(): void },
  ) {}

  /**
   * @param sentAt when the request was sent: the server renewed the lease later than that, so it ends later than
   * is thought here, never earlier
   */
  renewed(sentAt: number, leaseMs: number | undefined): void {
    this.takeBack();
    if (this.lost) {
      this.lost = false;
      this.told.regained();
    }
    if (leaseMs === undefined) return;
    const margin = Math.min(this.marginMs ?? Math.min(leaseMs * MARGIN_PART, LONGEST_MARGIN_MS), leaseMs);
    const dueIn = sentAt + leaseMs - margin - this.clock.now();
    this.takeBack = this.clock.after(Math.min(Math.max(0, dueIn), LONGEST_TIMER_MS), () => {
      this.lost = true;
      this.told.lost(Math.max(0, sentAt + leaseMs - this.clock.now()));
    });
  }

  stop(): void {
    this.takeBack();
  }
}
