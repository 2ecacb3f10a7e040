import { Injectable } from '@nestjs/common';
import type { Presence, WorkerState } from '../../fleet/worker.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { Instance } from '../../platform/instance/instance.js';

const READ_SESSION_NEWS = statement(import.meta.url, './sql/read-session-news.sql');

/** What has become of the worker of a session; undefined if its record is gone. */
export interface SessionNews {
  readonly id: string;
  readonly worker:
    | {
        readonly incarnation: number;
        readonly presence: Presence;
        readonly reason: string | null;
        readonly orderKind: WorkerState['orderKind'];
        readonly leaseSeconds: number | null;
        /** Released jobs of which the worker does not know. */
        readonly revokedJobs: readonly string[];
      }
    | undefined;
}

interface NewsRow {
  oldest: string;
  id: string | null;
  incarnation: number | null;
  presence: Presence;
  presence_reason: string | null;
  order_kind: WorkerState['orderKind'];
  lease_seconds: number | null;
  revoked: string[] | null;
}

/** Reads what has happened to the workers of sessions. */
@Injectable()
export class SessionNewsStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
  ) {}

  /**
   * Reads what has happened to the workers of sessions since a transaction.
   * @param since undefined: no event is looked for
   * @param ids workers to read in any case
   * @returns also the transaction to begin with the next time
   */
  async readSessionNews(
    since: string | undefined,
    ids: readonly string[],
  ): Promise<{ readonly next: string; readonly news: readonly SessionNews[] }> {
    const parameters = [this.instance.number, since ?? null, ids];
    const rows = await this.database.queryPrepared<NewsRow>(READ_SESSION_NEWS, parameters);
    return { next: rows[0]!.oldest, news: rows.filter(({ id }) => id !== null).map(newsOf) };
  }
}

const newsOf = (row: NewsRow): SessionNews => ({
  id: row.id!,
  worker:
    row.incarnation === null
      ? undefined
      : {
          incarnation: row.incarnation,
          presence: row.presence,
          reason: row.presence_reason,
          orderKind: row.order_kind,
          leaseSeconds: row.lease_seconds,
          revokedJobs: row.revoked ?? [],
        },
});
