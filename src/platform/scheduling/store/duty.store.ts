import { Injectable } from '@nestjs/common';
import { ReservedDatabase } from '../../database/database.js';
import { sqlFile } from '../../database/sql-file.js';

const CLAIM_ROUND = sqlFile(import.meta.url, './claim-round.sql');
const FINISH_ROUND = sqlFile(import.meta.url, './finish-round.sql');

/** Knows which instance runs which round of a duty. */
@Injectable()
export class DutyStore {
  constructor(private readonly database: ReservedDatabase) {}

  /**
   * The number of the round that is now ours; undefined where it is somebody else's or not due yet.
   * @param goneAfterMs an instance that was not seen for so long loses its round
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

  /** For how long a duty has been claimed, by whomever; infinite where it never was. */
  async claimAgeMs(name: string): Promise<number> {
    const [row] = await this.database.query<{ age: number }>(
      `SELECT greatest(0, 1000 * extract(epoch FROM now() - claimed_at))::float8 AS age
       FROM worker_registration.duty WHERE name = $1`,
      [name],
    );
    return row?.age ?? Infinity;
  }

  /** The round that was claimed last, by whomever; 0 before the first. */
  async current(name: string): Promise<number> {
    const [row] = await this.database.query<{ round: string }>(
      'SELECT round FROM worker_registration.duty WHERE name = $1',
      [name],
    );
    return Number(row?.round ?? 0);
  }
}
