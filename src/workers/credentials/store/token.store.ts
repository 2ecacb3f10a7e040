import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import type { Fence, FenceVerdict } from '../../../fleet/fence.js';
import type { Presence } from '../../../fleet/worker.js';
import { REPEATS } from '../../../fleet/store/event-repeats.js';
import { fencePiece, fenceValues } from '../../../fleet/store/fence-piece.js';

const ISSUE = statement(import.meta.url, './sql/issue-token.sql', {
  ...JOURNAL,
  fence: fencePiece('$2::integer', '$4::text', '$5::jsonb'),
  repeats: REPEATS,
});

/** Result of a request for a token. */
export interface TokenRequestResult {
  readonly id: string;
  readonly workerId: string;
  readonly incarnation: number;
  readonly presence: Presence;
  readonly reason: string | null;
  readonly fence: FenceVerdict;
  /** Whether the token may be issued; the journal then records it. */
  readonly issued: boolean;
}

/** Records requests of workers for tokens. */
@Injectable()
export class TokenStore {
  constructor(private readonly database: Database) {}

  /** @returns undefined for an unknown worker */
  async issueToken(id: string, fence: Fence, actor: string): Promise<TokenRequestResult | undefined> {
    const [incarnation, bootId, scope] = fenceValues(fence);
    const [row] = await this.database.query<{
      id: string;
      worker_id: string;
      incarnation: number;
      presence: Presence;
      presence_reason: string | null;
      fence: FenceVerdict;
      issued: boolean;
    }>(ISSUE, [id, incarnation, actor, bootId, scope]);
    if (row === undefined) return undefined;
    return { ...row, workerId: row.worker_id, reason: row.presence_reason };
  }
}
