import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Duties } from './duties.js';
import { Retention } from './retention.js';
import { InstanceStore } from '../instance/store/instance.store.js';

/** Long enough to investigate last week, and for every age from which gaps are excluded. */
const DAYS = 7;
const MINUTES_A_DAY = 1440;

/** Deletes gaps that ended long ago, and instances that have been gone since then. */
@Injectable()
export class InstanceRetention extends Retention {
  constructor(store: InstanceStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-instances',
      days: DAYS + Math.ceil(settings.worker.cleanupThresholdMinutes / MINUTES_A_DAY),
      what: 'gap',
      drop: (days, limit) => store.expireInstances(days, limit),
    });
  }
}
