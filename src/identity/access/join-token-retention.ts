import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { Retention } from '../../platform/scheduling/retention.js';
import { JoinTokenStore } from '../store/join-token.store.js';

/** Days for which an expired join token is listed; the journal keeps it longer. */
const DAYS = 30;

/** Deletes join tokens that expired long ago. */
@Injectable()
export class JoinTokenRetention extends Retention {
  constructor(store: JoinTokenStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-join-tokens',
      days: DAYS,
      what: 'join token',
      drop: (days, limit) => store.expireJoinTokens(days, limit),
    });
  }
}
