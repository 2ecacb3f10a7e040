import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { sqlFile } from '../../database/sql-file.js';

const CLAIM_ROUND = sqlFile(import.meta.url, './claim-round.sql');

/** Knows which instance runs which round of a duty. */
@Injectable()
export class DutyStore {
  constructor(private readonly database: Database) {}

  /** The number of the round that is now ours; undefined where it is somebody else's or not due yet. */
  async claim(name: string, intervalMs: number, instance: string): Promise<number | undefined> {
    const [row] = await this.database.query<{ round: string }>(CLAIM_ROUND, [name, intervalMs, instance]);
    return row === undefined ? undefined : Number(row.round);
  }
}
