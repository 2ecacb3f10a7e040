import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { inBatches } from '../platform/scheduling/in-batches.js';
import { counted } from '../platform/text/counted.js';
import { JournalStore } from './store/journal.store.js';

const BATCH = 5000;

/** Deletes events that are older than `journal-retention-days`. */
@Injectable()
export class JournalRetention implements OnApplicationBootstrap {
  private readonly logger = new Logger('Journal');

  constructor(
    private readonly store: JournalStore,
    private readonly duties: Duties,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const { cleanupIntervalMs } = this.settings.worker;
    const run = async (): Promise<void> => void (await this.expire());
    this.duties.start({ name: 'expire-journal', intervalMs: cleanupIntervalMs, run });
  }

  /** @returns how many events were deleted */
  async expire(): Promise<number> {
    const days = this.settings.worker.journalRetentionDays;
    const expired = await inBatches(BATCH, (size) => this.store.expire(days, size));
    if (expired > 0)
      this.logger.log(`${counted(expired, 'event')} older than ${counted(days, 'day')} deleted`);
    return expired;
  }
}
