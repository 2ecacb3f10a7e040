import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { sqlFile } from '../../database/sql-file.js';
import { inBatches } from '../../scheduling/in-batches.js';

const HAS_FUTURE = sqlFile(import.meta.url, './has-future.sql');
const SETTLE_CLOCK = sqlFile(import.meta.url, './settle-clock.sql');
const SETTLE_ILLNESSES = sqlFile(import.meta.url, './settle-illnesses.sql');
const SETTLE_PROBES = sqlFile(import.meta.url, './settle-probes.sql');

/** Maximum number of rows that one statement changes. */
const AT_ONCE = 10_000;

/** Corrects stored times after the database clock was set back. */
@Injectable()
export class ClockStore {
  constructor(private readonly database: Database) {}

  /** Whether the clock was set back while no instance was running. */
  async hasFuture(): Promise<boolean> {
    return (await this.database.query(HAS_FUTURE)).length === 1;
  }

  /**
   * Corrects times that were computed by the earlier clock, so that nothing waits for them, and workers that
   * were unhealthy for their silence get no valid lease.
   */
  async settle(leaseSeconds: number): Promise<void> {
    const settled = async (sql: string, ...parameters: number[]): Promise<number> =>
      (await this.database.query<{ settled: number }>(sql, parameters))[0]!.settled;
    await inBatches(AT_ONCE, (limit) => settled(SETTLE_ILLNESSES, limit, leaseSeconds));
    await this.database.query(SETTLE_CLOCK);
    await inBatches(AT_ONCE, (limit) => settled(SETTLE_PROBES, limit));
  }
}
