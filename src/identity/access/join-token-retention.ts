import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { Retention } from '../../platform/scheduling/retention.js';
import { JoinTokenStore } from '../store/join-token.store.js';

/** So long a join token is listed after its end; the journal has it longer. */
const DAYS = 30;

/** Drops join tokens that are long past their end. */
@Injectable()
export class JoinTokenRetention extends Retention {
  constructor(store: JoinTokenStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-join-tokens',
      days: DAYS,
      what: 'join token',
      drop: (days, limit) => store.expire(days, limit),
    });
  }
}
