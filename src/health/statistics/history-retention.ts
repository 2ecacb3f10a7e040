import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { Retention } from '../../platform/scheduling/retention.js';
import { HistoryStore } from './store/history.store.js';

const BATCH = 5000;

/** Deletes sweeps, and the snapshots in them, that are older than `history-retention-days`. */
@Injectable()
export class HistoryRetention implements OnApplicationBootstrap {
  private readonly retention: Retention;

  constructor(store: HistoryStore, duties: Duties, @Inject(SETTINGS) { worker }: Settings) {
    this.retention = new Retention(duties, worker.cleanupIntervalMs, {
      name: 'expire-history',
      days: worker.historyRetentionDays,
      what: 'sweep',
      batch: BATCH,
      drop: (days, limit) => store.expire(days, limit),
    });
  }

  onApplicationBootstrap(): void {
    this.retention.start();
  }

  /** @returns how many sweeps were deleted */
  expire(): Promise<number> {
    return this.retention.drop();
  }
}
