import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { statement, type Statement } from '../../database/statement.js';
import { inBatches } from '../../scheduling/in-batches.js';

const HAS_FUTURE = statement(import.meta.url, './has-future.sql');
const SETTLE_CLOCK = statement(import.meta.url, './settle-clock.sql');
const SETTLE_ILLNESSES = statement(import.meta.url, './settle-illnesses.sql');
const SETTLE_PROBES = statement(import.meta.url, './settle-probes.sql');

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
  async settleClock(leaseSeconds: number): Promise<void> {
    const settled = async (settle: Statement, ...parameters: number[]): Promise<number> =>
      (await this.database.query<{ settled: number }>(settle, parameters))[0]!.settled;
    await inBatches(AT_ONCE, (limit) => settled(SETTLE_ILLNESSES, limit, leaseSeconds));
    await this.database.query(SETTLE_CLOCK);
    await inBatches(AT_ONCE, (limit) => settled(SETTLE_PROBES, limit));
  }
}
