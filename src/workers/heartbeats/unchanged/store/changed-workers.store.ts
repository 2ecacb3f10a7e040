import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database/database.js';
import { statement } from '../../../../platform/database/statement.js';

const READ_CHANGED_WORKERS = statement(import.meta.url, './sql/read-changed-workers.sql');

/** Reads from the journal which workers have changed. */
@Injectable()
export class ChangedWorkerStore {
  constructor(private readonly database: Database) {}

  /**
   * @param since the transaction to begin with; undefined: none is looked for
   * @returns also the one to begin with the next time
   */
  async readChangedWorkers(
    since: string | undefined,
  ): Promise<{ readonly next: string; readonly ids: readonly string[] }> {
    const rows = await this.database.queryPrepared<{ oldest: string; ids: string[] }>(READ_CHANGED_WORKERS, [
      since ?? null,
    ]);
    const [{ oldest, ids }] = rows as [{ oldest: string; ids: string[] }];
    return { next: oldest, ids };
  }
}
