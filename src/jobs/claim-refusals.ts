import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { refusingSentence } from './refusing-workers.js';
import { JobStore } from './store/job.store.js';
import type { JobWish } from './store/job.js';

/** Share of one connection that counting may use: after a count of 100 ms the next one begins 900 ms later. */
const PAUSE_FACTOR = 9;

/** Maximum wait of a claim for its count; afterwards it is answered without one. */
const PATIENCE_MS = 250;

/**
 * Explains why no worker can take a job. Counting reads the whole fleet: one count at a time, none soon after
 * a long one, and claims with the same requirements share one.
 */
@Injectable()
export class ClaimRefusals {
  private readonly pending = new Map<string, Promise<string | undefined>>();
  private busy = false;
  private nextAt = 0;

  constructor(private readonly store: JobStore) {}

  /** Returns a sentence with counts; undefined if others are counted first for too long. */
  explainRefusal(wish: JobWish): Promise<string | undefined> {
    const { priority, terms, zone, prefix } = wish;
    const asked = JSON.stringify([priority, terms, zone, prefix]);
    const known = this.pending.get(asked);
    if (known !== undefined) return known;
    const counting = this.inTurn(wish).finally(() => this.pending.delete(asked));
    this.pending.set(asked, counting);
    return counting;
  }

  private async inTurn(wish: JobWish): Promise<string | undefined> {
    const deadline = performance.now() + PATIENCE_MS;
    while (this.busy || performance.now() < this.nextAt) {
      const now = performance.now();
      if (now >= deadline || this.nextAt > deadline) return undefined;
      await pause(Math.max(1, this.nextAt - now));
    }
    this.busy = true;
    const start = performance.now();
    try {
      return refusingSentence(wish, await this.store.countRefusing(wish));
    } finally {
      const end = performance.now();
      this.nextAt = end + PAUSE_FACTOR * (end - start);
      this.busy = false;
    }
  }
}
