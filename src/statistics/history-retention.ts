import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { Retention } from '../platform/scheduling/retention.js';
import { HistoryStore } from './store/history.store.js';

/** Deletes sweeps and their snapshots when they are older than `history-retention-days`. */
@Injectable()
export class HistoryRetention extends Retention {
  constructor(store: HistoryStore, duties: Duties, @Inject(SETTINGS) settings: Settings) {
    super(duties, settings, {
      name: 'expire-history',
      days: settings.worker.historyRetentionDays,
      what: 'sweep',
      drop: (days, limit) => store.expireSweeps(days, limit),
    });
  }
}
