import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { STEP_MINUTES } from './forecasting/ladder.js';
import { CapacityStore } from './store/capacity.store.js';

export const SHORT_STEP_DAYS = 56;
const HOUR_MINUTES = 60;
const HOURLY_DAYS = 365;

/** Deletes steps of 5 minutes after 8 weeks. */
@Injectable()
export class ShortStepRetention extends Retention {
  constructor(store: CapacityStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-capacity-steps',
      days: SHORT_STEP_DAYS,
      what: 'capacity step',
      drop: (days, limit) => store.expireSteps(STEP_MINUTES, days, limit),
    });
  }
}

/** Deletes steps of an hour after a year. */
@Injectable()
export class HourlyStepRetention extends Retention {
  constructor(store: CapacityStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-hourly-capacity',
      days: HOURLY_DAYS,
      what: 'hourly capacity step',
      drop: (days, limit) => store.expireSteps(HOUR_MINUTES, days, limit),
    });
  }
}
