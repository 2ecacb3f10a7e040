import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Duties } from './duties.js';
import { Retention } from './retention.js';
import { gapDaysOf } from '../instance/gap-days.js';
import { InstanceStore } from '../instance/store/instance.store.js';

/** Deletes gaps that ended long ago, and instances that have been gone since then. Reports need them as long as the journal. */
@Injectable()
export class InstanceRetention extends Retention {
  constructor(store: InstanceStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    const judgedDays = gapDaysOf(settings.worker);
    super(duties, settings, {
      name: 'expire-instances',
      days: Math.max(judgedDays, settings.worker.journalRetentionDays),
      what: 'gap',
      drop: (days, limit) => store.expireInstances(days, judgedDays, limit),
    });
  }
}
