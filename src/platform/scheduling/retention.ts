import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { counted } from '../text/counted.js';
import type { Duties } from './duties.js';
import { inBatches } from './in-batches.js';

/** Maximum number of rows per statement. */
const BATCH = 5000;

/** Data that is kept for some days. */
export interface Kept {
  /** Name of the duty that deletes it. */
  readonly name: string;
  readonly days: number;
  /** Singular noun for log lines: `event`. */
  readonly what: string;
  /**
   * Deletes older rows.
   * @returns how many, up to the limit
   */
  readonly drop: (days: number, limit: number) => Promise<number>;
}

/** A duty that deletes data older than its retention, at each `cleanup-interval-ms`. */
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
    const run = async (): Promise<void> => void (await this.dropExpired());
    this.duties.addDuty({ name: this.kept.name, intervalMs: this.intervalMs, run });
  }

  /** @returns the number of deleted rows */
  async dropExpired(): Promise<number> {
    const { days, what, drop } = this.kept;
    const dropped = await inBatches(BATCH, (size) => drop(days, size));
    if (dropped > 0) this.logger.log(`${counted(dropped, what)} older than ${counted(days, 'day')} deleted`);
    return dropped;
  }
}
