import { Injectable } from '@nestjs/common';
import { ReservedDatabase } from '../../database/database.js';
import { statement } from '../../database/statement.js';

const CLAIM_ROUND = statement(import.meta.url, './claim-round.sql');
const READ_CLAIM_AGE = statement(import.meta.url, './read-claim-age.sql');
const READ_ROUND = statement(import.meta.url, './read-round.sql');
const FINISH_ROUND = statement(import.meta.url, './finish-round.sql');

/** Stores which instance runs which round of a duty. */
@Injectable()
export class DutyStore {
  constructor(private readonly database: ReservedDatabase) {}

  /**
   * Claims a round: returns its number; undefined if another instance has it or it is not due yet.
   * @param goneAfterMs an instance that was not seen for this long loses its round
   */
  async claimRound(
    name: string,
    intervalMs: number,
    instance: number,
    goneAfterMs: number,
  ): Promise<number | undefined> {
    const parameters = [name, intervalMs, instance, goneAfterMs];
    const [row] = await this.database.query<{ round: string }>(CLAIM_ROUND, parameters);
    return row === undefined ? undefined : Number(row.round);
  }

  async finishRound(name: string, round: number, instance: number): Promise<void> {
    await this.database.query(FINISH_ROUND, [name, round, instance]);
  }

  /** Returns the time since a duty was last claimed, by any instance; infinite if it never was. */
  async claimAgeMs(name: string): Promise<number> {
    const [row] = await this.database.query<{ age: number }>(READ_CLAIM_AGE, [name]);
    return row?.age ?? Infinity;
  }

  /** Returns the round that was last claimed, by any instance; 0 before the first. */
  async readRound(name: string): Promise<number> {
    const [row] = await this.database.query<{ round: string }>(READ_ROUND, [name]);
    return Number(row?.round ?? 0);
  }
}
