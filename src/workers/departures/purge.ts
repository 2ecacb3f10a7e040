import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { Retention } from '../../platform/scheduling/retention.js';
import { DepartureStore } from './store/departure.store.js';

/** Deletes the records of workers that left long ago; see `inactive-retention-days`. */
@Injectable()
export class Purge extends Retention {
  constructor(store: DepartureStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'purge',
      days: settings.worker.inactiveRetentionDays,
      what: 'INACTIVE record',
      drop: (days, limit) => store.purgeWorkers(days, limit),
    });
  }
}
