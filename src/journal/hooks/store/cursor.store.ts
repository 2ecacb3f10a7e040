import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import type { Position } from '../../stream/position.js';

const CLAIM = statement(import.meta.url, './claim-cursor.sql');
const ADVANCE = statement(import.meta.url, './advance-cursor.sql');
const RELEASE = statement(import.meta.url, './release-cursor.sql');

/** How long a consumer that ended without a farewell keeps its cursor. */
export const CLAIM_SECONDS = 15;

/** Named places in the journal, each held by one consumer at a time. */
@Injectable()
export class CursorStore {
  constructor(private readonly database: Database) {}

  /** @returns the place after which to continue; undefined if another consumer holds the cursor */
  async claimCursor(name: string, consumer: string, { tx, seq }: Position): Promise<Position | undefined> {
    const values = [name, consumer, CLAIM_SECONDS, tx, seq];
    const [row] = await this.database.query<{ tx: string; seq: string }>(CLAIM, values);
    return row && { tx: Number(row.tx), seq: Number(row.seq) };
  }

  /** @returns whether this consumer still holds the cursor */
  async advanceCursor(name: string, consumer: string, { tx, seq }: Position): Promise<boolean> {
    return (await this.database.query(ADVANCE, [name, consumer, tx, seq])).length > 0;
  }

  async releaseCursor(name: string, consumer: string): Promise<void> {
    await this.database.query(RELEASE, [name, consumer]);
  }
}
