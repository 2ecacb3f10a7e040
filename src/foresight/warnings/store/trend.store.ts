import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';

const READ = statement(import.meta.url, './sql/read-worker-trend.sql');

/** The bytes of a worker's trend: trend-scales.ts. */
export interface TrendRow {
  readonly at: Date;
  readonly memory: Buffer;
  readonly lag: Buffer;
  readonly errors: Buffer;
  readonly lateness: Buffer;
}

/** Stores the last hour of the figures of workers. */
@Injectable()
export class TrendStore {
  constructor(private readonly database: Database) {}

  /** @param worker its id */
  async readTrend(worker: string): Promise<TrendRow | undefined> {
    const [row] = await this.database.query<TrendRow>(READ, [worker]);
    return row;
  }
}
