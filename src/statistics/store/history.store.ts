import { Injectable } from '@nestjs/common';
import { readNow } from '../../platform/database/common-statements.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import type { SystemStatisticsDto } from '../system-statistics.dto.js';

const READ_HISTORY = statement(import.meta.url, './sql/read-history.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-sweeps.sql');

export interface SnapshotRow {
  readonly at: Date;
  readonly statistics: SystemStatisticsDto;
}

/** Reads the snapshots that sweeps save, and deletes old ones. */
@Injectable()
export class HistoryStore {
  constructor(private readonly database: Database) {}

  /** Returns the last snapshot of each step that has one. */
  readHistory(from: Date, to: Date, stepSeconds: number): Promise<SnapshotRow[]> {
    return this.database.query<SnapshotRow>(READ_HISTORY, [from, to, stepSeconds]);
  }

  readClock(): Promise<Date> {
    return readNow(this.database);
  }

  /** Deletes sweeps older than `days`. @returns how many, up to the limit */
  async expireSweeps(days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ expired: number }>(EXPIRE, [days, limit]);
    return row!.expired;
  }
}
