import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { DeliveryStore } from './store/delivery.store.js';

const BATCH = 5000;

/** Twice as long as the attempts for one message take at the most. */
const DAYS = 7;

/** Deletes messages that were delivered, or given up, long ago. */
@Injectable()
export class DeliveryRetention implements OnApplicationBootstrap {
  private readonly retention: Retention;

  constructor(store: DeliveryStore, duties: Duties, @Inject(SETTINGS) { worker }: Settings) {
    this.retention = new Retention(duties, worker.cleanupIntervalMs, {
      name: 'expire-deliveries',
      days: DAYS,
      what: 'message',
      batch: BATCH,
      drop: (days, limit) => store.expire(days, limit),
    });
  }

  onApplicationBootstrap(): void {
    this.retention.start();
  }

  /** @returns how many messages were deleted */
  expire(): Promise<number> {
    return this.retention.drop();
  }
}
