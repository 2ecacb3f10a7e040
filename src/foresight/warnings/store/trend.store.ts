import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { figureByte, memoryByte } from '../trend-scales.js';

const RECORD = statement(import.meta.url, './sql/record-trends.sql', {
  memoryByte: memoryByte('k.memory_usage'),
  lagByte: figureByte('lag', 'k.event_loop_lag_ms'),
  // A process that restarted counts from 0.
  errorsByte: figureByte(
    'errors',
    `CASE WHEN k.error_count < k.errors_before THEN k.error_count ELSE k.error_count - coalesce(k.errors_before, k.error_count) END`,
  ),
  latenessByte: figureByte('lateness', 'k.worst_lateness'),
});
const READ = statement(import.meta.url, './sql/read-worker-trend.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-trends.sql');

/** Lateness in seconds that is worth a trend. */
const LATE_SECONDS = 2;

/** The bytes of a worker's trend: trend-scales.ts. */
export interface TrendRow {
  readonly at: Date;
  readonly memory: Buffer;
  readonly lag: Buffer;
  readonly errors: Buffer;
  readonly lateness: Buffer;
}

/** The trend of a worker that may have to be warned of. */
export interface RestlessRow extends TrendRow {
  readonly id: string;
  readonly worker_id: string;
  readonly zone: string | null;
  /** Whether processes take the name from each other: it restarts for that. */
  readonly is_contested: boolean;
}

/** Stores the last hour of the figures of workers. */
@Injectable()
export class TrendStore {
  constructor(private readonly database: Database) {}

  /**
   * Adds a minute to the figures of workers.
   * @returns those that may have to be warned of
   */
  recordTrends(maxWorkers: number): Promise<RestlessRow[]> {
    return this.database.query<RestlessRow>(RECORD, [maxWorkers, LATE_SECONDS]);
  }

  /** @param worker its id */
  async readTrend(worker: string): Promise<TrendRow | undefined> {
    const [row] = await this.database.query<TrendRow>(READ, [worker]);
    return row;
  }

  /** @returns the number of deleted trends, up to the limit */
  async expireTrends(limit: number): Promise<number> {
    const [row] = await this.database.query<{ expired: number }>(EXPIRE, [limit]);
    return row!.expired;
  }
}
