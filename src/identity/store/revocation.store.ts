import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';

const READ = statement(import.meta.url, './sql/read-revocations.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-revocations.sql');

/** Reads which workers' credentials were revoked. `store/revoke.store.ts` of the workers revokes them. */
@Injectable()
export class RevocationStore {
  constructor(private readonly database: Database) {}

  /** Returns the last incarnation whose tokens are refused, by the id of the record. */
  async readRevocations(): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; incarnation: number }>(READ);
    return new Map(rows.map(({ id, incarnation }) => [id, incarnation]));
  }

  /**
   * Deletes older revocations.
   * @returns how many, up to the limit
   */
  async expireRevocations(days: number, limit: number): Promise<number> {
    return (await this.database.query<{ dropped: number }>(EXPIRE, [days, limit]))[0]!.dropped;
  }
}
