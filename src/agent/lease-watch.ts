import { elapsedMs, momentNow, type Moment } from './moment.js';

/** The clocks of this machine, and a timer that may stand still while it is suspended; milliseconds. */
export interface Clock {
  now(): Moment;
  /** @returns takes it back */
  after(ms: number, then: () => void): () => void;
}

export const machineClock: Clock = {
  now: momentNow,
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** This part of a lease is left when it is given up for lost, so that jobs can be stopped in it. */
const MARGIN_PART = 0.2;
const LONGEST_MARGIN_MS = 30_000;
/** How soon after a suspend a lost lease is noticed. */
const LOOK_MS = 1000;

/** Until when a lease can be relied on. */
export interface Reliance {
  readonly sentAt: Moment;
  /** Counted from `sentAt`; undefined where the server tells of no lease. */
  readonly usableMs: number | undefined;
}

/** Says when a lease is about to end that was not renewed, and when it is back. */
export class LeaseWatch {
  private lost = false;
  private takeBack = (): void => undefined;

  /** @param marginMs how long before its end a lease counts as lost; a fifth of it, up to 30 s, where undefined */
  constructor(
    private readonly clock: Clock,
    private readonly marginMs: number | undefined,
    private readonly told: { lost(leftMs: number): void; regained(): void },
  ) {}

  /**
   * @param sentAt when the request was sent: the server renewed the lease later than that, so it ends later than
   * is thought here, never earlier
   */
  renewed(sentAt: Moment, leaseMs: number | undefined): Reliance {
    this.takeBack();
    if (this.lost) {
      this.lost = false;
      this.told.regained();
    }
    if (leaseMs === undefined) return { sentAt, usableMs: undefined };
    const margin = Math.min(this.marginMs ?? Math.min(leaseMs * MARGIN_PART, LONGEST_MARGIN_MS), leaseMs);
    this.look(sentAt, leaseMs, leaseMs - margin);
    return { sentAt, usableMs: leaseMs - margin };
  }

  stop(): void {
    this.takeBack();
  }

  /** Again and again: one long timer would be late by as long as the machine was suspended. */
  private look(sentAt: Moment, leaseMs: number, usableMs: number): void {
    const dueIn = Math.max(0, usableMs - elapsedMs(sentAt, this.clock.now()));
    this.takeBack = this.clock.after(Math.min(dueIn, LOOK_MS), () => {
      const elapsed = elapsedMs(sentAt, this.clock.now());
      if (elapsed < usableMs) return this.look(sentAt, leaseMs, usableMs);
      this.lost = true;
      this.told.lost(Math.max(0, leaseMs - elapsed));
    });
  }
}
