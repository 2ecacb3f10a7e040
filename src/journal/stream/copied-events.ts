import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { inBatches } from '../../platform/scheduling/in-batches.js';
import { counted } from '../../platform/text/counted.js';
import { StreamStore } from '../store/stream.store.js';

const BATCH = 5000;

/** A duty that detects a journal copied from another server, whose transactions mean nothing here. */
@Injectable()
export class CopiedEvents implements OnApplicationBootstrap {
  private readonly logger = new Logger('EventStream');
  private readonly intervalMs: number;

  constructor(
    private readonly store: StreamStore,
    private readonly duties: Duties,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.intervalMs = worker.cleanupIntervalMs;
  }

  onApplicationBootstrap(): void {
    const run = (): Promise<void> => this.settleCopied();
    this.duties.addDuty({ name: 'settle-copied-events', intervalMs: this.intervalMs, run });
  }

  async settleCopied(): Promise<void> {
    const settled = await inBatches(BATCH, (size) => this.store.settleCopied(size));
    if (settled > 0)
      this.logger.log(`${counted(settled, 'event')} of another server's journal will not be sent as new`);
  }
}
