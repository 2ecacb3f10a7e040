import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { JournalStore } from './store/journal.store.js';

/** Deletes events that are older than `journal-retention-days`. */
@Injectable()
export class JournalRetention extends Retention {
  constructor(store: JournalStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-journal',
      days: settings.worker.journalRetentionDays,
      what: 'event',
      drop: (days, limit) => store.expire(days, limit),
    });
  }
}
