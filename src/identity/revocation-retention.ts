import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { RevocationStore } from './store/revocation.store.js';

/**
 * Maximum lifetime of a token, whatever the setting says now, plus the days for which an expired one can
 * register.
 */
const DAYS = 365 + 30;

/** Deletes revocations when none of the tokens that they cover can register any longer. */
@Injectable()
export class RevocationRetention extends Retention {
  constructor(store: RevocationStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-revocations',
      days: DAYS,
      what: 'revocation',
      drop: (days, limit) => store.expireRevocations(days, limit),
    });
  }
}
