import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention, type Kept } from '../platform/scheduling/retention.js';
import { JournalStore } from './store/journal.store.js';

const FROM_THE_OLDEST = '0';

/** Deletes events that are older than `journal-retention-days`. */
@Injectable()
export class JournalRetention extends Retention {
  constructor(store: JournalStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-journal',
      days: settings.worker.journalRetentionDays,
      what: 'event',
      drop: batchesOf(store),
    });
  }
}

/** Each batch continues where the last full one ended; after a batch that is not full, the next run starts over. */
function batchesOf(store: JournalStore): Kept['drop'] {
  let after = FROM_THE_OLDEST;
  return async (days, limit) => {
    const { expired, last } = await store.expireEvents(days, limit, after);
    after = expired === limit && last !== null ? last : FROM_THE_OLDEST;
    return expired;
  };
}
