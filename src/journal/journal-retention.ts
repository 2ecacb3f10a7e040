import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { JournalStore } from './store/journal.store.js';

const BATCH = 5000;

/** Deletes events that are older than `journal-retention-days`. */
@Injectable()
export class JournalRetention implements OnApplicationBootstrap {
  private readonly retention: Retention;

  constructor(store: JournalStore, duties: Duties, @Inject(SETTINGS) { worker }: Settings) {
    this.retention = new Retention(duties, worker.cleanupIntervalMs, {
      name: 'expire-journal',
      days: worker.journalRetentionDays,
      what: 'event',
      batch: BATCH,
      drop: (days, limit) => store.expire(days, limit),
    });
  }

  onApplicationBootstrap(): void {
    this.retention.start();
  }

  /** @returns how many events were deleted */
  expire(): Promise<number> {
    return this.retention.drop();
  }
}
