import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { WorkerStore } from './store/worker.store.js';

const BATCH = 2000;

/** Drops the records of workers that left long ago; see `inactive-retention-days`. */
@Injectable()
export class Purge implements OnApplicationBootstrap {
  private readonly retention: Retention;

  constructor(store: WorkerStore, duties: Duties, @Inject(SETTINGS) { worker }: Settings) {
    this.retention = new Retention(duties, worker.cleanupIntervalMs, {
      name: 'purge',
      days: worker.inactiveRetentionDays,
      what: 'INACTIVE record',
      batch: BATCH,
      drop: (days, limit) => store.purge(days, limit),
    });
  }

  onApplicationBootstrap(): void {
    this.retention.start();
  }

  /** @returns how many records were dropped */
  purge(): Promise<number> {
    return this.retention.drop();
  }
}
