import type { Lane } from './target.js';

/** The share of the slots that workers take which do not answer at once. */
const SLOW_SHARE = 0.75;

/** How many probes may begin. */
export interface FreeSlots {
  readonly any: number;
  /** Those of them that slow ones may take. */
  readonly slow: number;
}

/**
 * The probes that one process has under way, never more than the limit. Slow ones leave a quarter of the slots to all
 * others: however many addresses never answer, the next worker finds a place.
 */
export class Slots {
  private used = 0;
  private usedBySlow = 0;
  private readonly slowLimit: number;
  private waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {
    this.slowLimit = Math.max(1, Math.min(limit - 1, Math.floor(limit * SLOW_SHARE)));
  }

  get free(): FreeSlots {
    const any = this.limit - this.used;
    return { any, slow: Math.max(0, Math.min(any, this.slowLimit - this.usedBySlow)) };
  }

  /** Holds a slot while the work lasts. */
  async hold<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    const slow = Number(lane === 'slow');
    this.used += 1;
    this.usedBySlow += slow;
    try {
      return await work();
    } finally {
      this.used -= 1;
      this.usedBySlow -= slow;
      const waiting = this.waiting;
      this.waiting = [];
      for (const wake of waiting) wake();
    }
  }

  /** Resolves when the next slot is given back. */
  change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
