import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { InstanceStore } from '../instance/store/instance.store.js';
import { Duties } from './duties.js';
import { Retention } from './retention.js';

const BATCH = 5000;

/** Long enough to see what happened last week, and for every age that leaves gaps out. */
const DAYS = 7;
const MINUTES_A_DAY = 1440;

/** Forgets gaps that ended long ago, and instances that are gone since then. */
@Injectable()
export class InstanceRetention implements OnApplicationBootstrap {
  private readonly retention: Retention;

  constructor(store: InstanceStore, duties: Duties, @Inject(SETTINGS) { worker }: Settings) {
    this.retention = new Retention(duties, worker.cleanupIntervalMs, {
      name: 'expire-instances',
      days: DAYS + Math.ceil(worker.cleanupThresholdMinutes / MINUTES_A_DAY),
      what: 'gap',
      batch: BATCH,
      drop: (days, limit) => store.expire(days, limit),
    });
  }

  onApplicationBootstrap(): void {
    this.retention.start();
  }

  /** @returns how many gaps were forgotten */
  expire(): Promise<number> {
    return this.retention.drop();
  }
}
