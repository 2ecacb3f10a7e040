import { Injectable } from '@nestjs/common';
import { ReservedDatabase } from '../../database/database.js';
import { sqlFile } from '../../database/sql-file.js';

const CLAIM_ROUND = sqlFile(import.meta.url, './claim-round.sql');
const FINISH_ROUND = sqlFile(import.meta.url, './finish-round.sql');

/** Stores which instance runs which round of a duty. */
@Injectable()
export class DutyStore {
  constructor(private readonly database: ReservedDatabase) {}

  /**
   * Claims a round: returns its number; undefined if another instance has it or it is not due yet.
   * @param goneAfterMs an instance that was not seen for this long loses its round
   */
  async claim(
    name: string,
    intervalMs: number,
    instance: number,
    goneAfterMs: number,
  ): Promise<number | undefined> {
    const parameters = [name, intervalMs, instance, goneAfterMs];
    const [row] = await this.database.query<{ round: string }>(CLAIM_ROUND, parameters);
    return row === undefined ? undefined : Number(row.round);
  }

  async finish(name: string, round: number, instance: number): Promise<void> {
    await this.database.query(FINISH_ROUND, [name, round, instance]);
  }

  /** Returns the time since a duty was last claimed, by any instance; infinite if it never was. */
  async claimAgeMs(name: string): Promise<number> {
    const [row] = await this.database.query<{ age: number }>(
      `SELECT greatest(0, 1000 * extract(epoch FROM now() - claimed_at))::float8 AS age
       FROM worker_registration.duty WHERE name = $1`,
      [name],
    );
    return row?.age ?? Infinity;
  }

  /** Returns the round that was last claimed, by any instance; 0 before the first. */
  async current(name: string): Promise<number> {
    const [row] = await this.database.query<{ round: string }>(
      'SELECT round FROM worker_registration.duty WHERE name = $1',
      [name],
    );
    return Number(row?.round ?? 0);
  }
}
