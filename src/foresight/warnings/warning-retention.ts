import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { Retention } from '../../platform/scheduling/retention.js';
import { TrendStore } from './store/trend.store.js';
import { WarningStore } from './store/warning.store.js';

const RECORD_DAYS = 90;

/** Deletes warnings after 90 days. */
@Injectable()
export class WarningRetention extends Retention {
  constructor(store: WarningStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-warnings',
      days: RECORD_DAYS,
      what: 'warning',
      drop: (days, limit) => store.expireWarnings(days, limit),
    });
  }
}

/** Deletes the figures of workers that have had no new ones for two hours, or whose record is gone. */
@Injectable()
export class TrendRetention extends Retention {
  constructor(store: TrendStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-trends',
      days: 1,
      what: 'trend',
      drop: (_days, limit) => store.expireTrends(limit),
    });
  }
}
