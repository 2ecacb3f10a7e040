import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { counted } from '../text/counted.js';
import type { Duties } from './duties.js';
import { inBatches } from './in-batches.js';

/** How many one statement drops at the most. */
const BATCH = 5000;

/** Something that is kept for some days. */
export interface Kept {
  /** The name of the duty that drops it. */
  readonly name: string;
  readonly days: number;
  /** One of them in words: `event`. */
  readonly what: string;
  /** Drops what is older. @returns how many, at most the limit */
  readonly drop: (days: number, limit: number) => Promise<number>;
}

/** A duty that drops, at each `cleanup-interval-ms`, what is older than it is to be kept. */
export abstract class Retention implements OnApplicationBootstrap {
  private readonly logger = new Logger('Retention');
  private readonly intervalMs: number;

  constructor(
    private readonly duties: Duties,
    { worker }: Settings,
    private readonly kept: Kept,
  ) {
    this.intervalMs = worker.cleanupIntervalMs;
  }

  onApplicationBootstrap(): void {
    const run = async (): Promise<void> => void (await this.drop());
    this.duties.start({ name: this.kept.name, intervalMs: this.intervalMs, run });
  }

  /** @returns how many were dropped */
  async drop(): Promise<number> {
    const { days, what, drop } = this.kept;
    const dropped = await inBatches(BATCH, (size) => drop(days, size));
    if (dropped > 0) this.logger.log(`${counted(dropped, what)} older than ${counted(days, 'day')} dropped`);
    return dropped;
  }
}
