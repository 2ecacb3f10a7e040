import { elapsedMs, momentNow, type Moment } from './moment.js';

/** The clocks of this machine, and a timer that may stand still during a suspend; milliseconds. */
export interface Clock {
  now(): Moment;
  /** @returns a function that cancels the timer */
  after(ms: number, then: () => void): () => void;
}

export const machineClock: Clock = {
  now: momentNow,
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** Part of a lease that is left when it counts as lost, so that jobs can be stopped in time. */
const MARGIN_PART = 0.2;
const LONGEST_MARGIN_MS = 30_000;
/** How soon after a suspend a lost lease is noticed. */
const LOOK_MS = 1000;

/** Until when a lease can be relied on. */
export interface Reliance {
  readonly sentAt: Moment;
  /** Counted from `sentAt`; undefined if the server reports no lease. */
  readonly usableMs: number | undefined;
}

/** Reports when a lease that was not renewed is about to expire, and when it is regained. */
export class LeaseWatch {
  private lost = false;
  private takeBack = (): void => undefined;

  /** @param marginMs how long before its end a lease counts as lost; by default a fifth of it, up to 30 s */
  constructor(
    private readonly clock: Clock,
    private readonly marginMs: number | undefined,
    private readonly callbacks: { lost(leftMs: number): void; regained(): void },
  ) {}

  /**
   * @param sentAt when the request was sent: the server renewed the lease after that, so the lease ends later than
   * computed here, never earlier
   */
  noteRenewal(sentAt: Moment, leaseMs: number | undefined): Reliance {
    this.takeBack();
    if (this.lost) {
      this.lost = false;
      this.callbacks.regained();
    }
    if (leaseMs === undefined) return { sentAt, usableMs: undefined };
    const margin = Math.min(this.marginMs ?? Math.min(leaseMs * MARGIN_PART, LONGEST_MARGIN_MS), leaseMs);
    this.checkLease(sentAt, leaseMs, leaseMs - margin);
    return { sentAt, usableMs: leaseMs - margin };
  }

  stopWatching(): void {
    this.takeBack();
  }

  /** Checks at short intervals: one long timer would be late by the duration of a suspend. */
  private checkLease(sentAt: Moment, leaseMs: number, usableMs: number): void {
    const dueIn = Math.max(0, usableMs - elapsedMs(sentAt, this.clock.now()));
    this.takeBack = this.clock.after(Math.min(dueIn, LOOK_MS), () => {
      const elapsed = elapsedMs(sentAt, this.clock.now());
      if (elapsed < usableMs) return this.checkLease(sentAt, leaseMs, usableMs);
      this.lost = true;
      this.callbacks.lost(Math.max(0, leaseMs - elapsed));
    });
  }
}
