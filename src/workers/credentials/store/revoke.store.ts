import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';

const REVOKE = statement(import.meta.url, './sql/revoke-worker.sql', JOURNAL);

/** A record whose credentials were revoked; it may be deleted. */
export interface RevokedWorker {
  readonly id: string;
  readonly worker_id: string;
}

/** Revokes the credentials of workers. */
@Injectable()
export class RevokeStore {
  constructor(private readonly database: Database) {}

  /**
   * Returns undefined for an id that neither a record in the scope nor the journal knows.
   * @param scope of the caller, for `is_in_scope`
   */
  async revokeWorker(
    id: string,
    actor: string,
    reason: string | null,
    scope: string | null,
  ): Promise<RevokedWorker | undefined> {
    return (await this.database.query<RevokedWorker>(REVOKE, [id, actor, reason, scope]))[0];
  }
}
