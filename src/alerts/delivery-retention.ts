import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { DeliveryStore } from './store/delivery.store.js';

/** Twice as long as all attempts for one message can take. */
const DAYS = 7;

/** Deletes messages that were delivered, or failed permanently, long ago. */
@Injectable()
export class DeliveryRetention extends Retention {
  constructor(store: DeliveryStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-deliveries',
      days: DAYS,
      what: 'message',
      drop: (days, limit) => store.expireDeliveries(days, limit),
    });
  }
}
