import { Logger } from '@nestjs/common';
import { counted } from '../text/counted.js';
import type { Duties } from './duties.js';
import { inBatches } from './in-batches.js';

/** Something that is kept for some days. */
export interface Kept {
  /** The name of the duty that drops it. */
  readonly name: string;
  readonly days: number;
  /** One of them in words: `event`. */
  readonly what: string;
  /** How many one statement drops at the most. */
  readonly batch: number;
  /** Drops what is older. @returns how many, at most the limit */
  readonly drop: (days: number, limit: number) => Promise<number>;
}

/** A duty that drops what is older than it is to be kept. */
export class Retention {
  private readonly logger = new Logger('Retention');

  constructor(
    private readonly duties: Duties,
    private readonly intervalMs: number,
    private readonly kept: Kept,
  ) {}

  start(): void {
    const run = async (): Promise<void> => void (await this.drop());
    this.duties.start({ name: this.kept.name, intervalMs: this.intervalMs, run });
  }

  /** @returns how many were dropped */
  async drop(): Promise<number> {
    const { days, what, batch, drop } = this.kept;
    const dropped = await inBatches(batch, (size) => drop(days, size));
    if (dropped > 0) this.logger.log(`${counted(dropped, what)} older than ${counted(days, 'day')} dropped`);
    return dropped;
  }
}
