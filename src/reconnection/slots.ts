import type { Lane } from './target.js';

/** The share of the slots that workers which do not answer immediately may use. */
const SLOW_SHARE = 0.75;

/** The number of probes that may begin. */
export interface FreeSlots {
  readonly any: number;
  /** The number of them that may be slow. */
  readonly slow: number;
}

/**
 * Limits the concurrent probes of a process. Slow ones leave a quarter of the slots to all others, so that
 * unreachable addresses cannot block the next worker.
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

  /** Occupies a slot during the work. */
  async runInSlot<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
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

  /** Resolves when the next slot is released. */
  waitForChange(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
