import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import type { Presence } from '../worker.js';

const ISSUE = sqlFile(import.meta.url, './sql/issue-token.sql');

/** What a request for a token found. */
export interface TokenRequestResult {
  readonly id: string;
  readonly workerId: string;
  readonly incarnation: number;
  readonly presence: Presence;
  readonly reason: string | null;
  /** Whether it is to have the token; the journal has it then. */
  readonly issued: boolean;
}

/** Notes the tokens that workers ask for. */
@Injectable()
export class TokenStore {
  constructor(private readonly database: Database) {}

  /** @param incarnation the life that asks; undefined for whichever there is. @returns undefined for an unknown worker */
  async issue(
    id: string,
    incarnation: number | undefined,
    actor: string,
  ): Promise<TokenRequestResult | undefined> {
    const [row] = await this.database.query<{
      id: string;
      worker_id: string;
      incarnation: number;
      presence: Presence;
      presence_reason: string | null;
      issued: boolean;
    }>(ISSUE, [id, incarnation ?? null, actor]);
    if (row === undefined) return undefined;
    return { ...row, workerId: row.worker_id, reason: row.presence_reason };
  }
}
