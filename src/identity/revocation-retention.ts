import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { RevocationStore } from './store/revocation.store.js';

/** The longest life of a token, whatever the setting says now, and the days for which an expired one registers. */
const DAYS = 365 + 30;

/** Drops revocations when no token can register that they cover. */
@Injectable()
export class RevocationRetention extends Retention {
  constructor(store: RevocationStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-revocations',
      days: DAYS,
      what: 'revocation',
      drop: (days, limit) => store.expire(days, limit),
    });
  }
}
