import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { OperationStore } from './store/operation.store.js';

/** Maximum number of operations per statement, as each has up to 100,000 workers. */
const MAX_AT_ONCE = 5;

/** Deletes operations that ended before `journal-retention-days`. */
@Injectable()
export class OperationRetention extends Retention {
  constructor(store: OperationStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-operations',
      days: settings.worker.journalRetentionDays,
      what: 'operation',
      drop: (days, limit) => store.expireOperations(days, Math.min(limit, MAX_AT_ONCE)),
    });
  }
}
