import { Injectable } from '@nestjs/common';
import type { Fence, FenceVerdict } from '../../fleet/fence.js';
import { fencePiece } from '../../fleet/store/fence-piece.js';
import { hasLostSession } from '../../fleet/store/suspicion-pieces.js';
import type { Presence, WorkerState } from '../../fleet/worker.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { Instance } from '../../platform/instance/instance.js';

const OPEN_SESSIONS = statement(import.meta.url, './sql/open-sessions.sql', {
  fence: fencePiece('o.incarnation', 'o.boot_id', 'o.scope'),
});
const END_SESSIONS = statement(import.meta.url, './sql/end-sessions.sql', { lost: hasLostSession('s') });

const READ_SESSION_NEWS = statement(import.meta.url, './sql/read-session-news.sql');

/** A session that a worker asks for. */
export interface WantedSession {
  readonly id: string;
  /** Unique among the sessions of this instance. */
  readonly number: number;
  readonly fence: Fence;
}

/** A worker that asked for a session. */
export interface OpenedSession {
  readonly id: string;
  readonly workerId: string;
  readonly number: number;
  readonly presence: Presence;
  readonly reason: string | null;
  readonly fence: FenceVerdict;
  /** Whether the worker may have the session. */
  readonly isOpen: boolean;
  readonly incarnation: number;
  readonly orderKind: WorkerState['orderKind'];
  readonly hasRevokedJobs: boolean;
  readonly leaseRenewedAt: string | null;
  readonly leaseSeconds: number | null;
  /** The session that it has superseded, if there was one. */
  readonly older: { readonly instance: number; readonly number: number } | undefined;
}

interface OpenedRow {
  ord: number;
  id: string;
  worker_id: string;
  presence: Presence;
  presence_reason: string | null;
  fence: FenceVerdict;
  opened: boolean;
  incarnation: number;
  order_kind: WorkerState['orderKind'];
  has_revoked_jobs: boolean;
  lease_renewed_at: Date | null;
  lease_seconds: number | null;
  older_instance: number | null;
  older_number: number | null;
}

/** A session that has ended. */
export interface EndedSession {
  readonly id: string;
  readonly number: number;
  /** Seconds since it ended without a farewell; undefined if it did not. */
  readonly lostSecondsAgo: number | undefined;
}

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

/** Stores which workers have a session, and how the last one ended. */
@Injectable()
export class WorkerSessionStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
  ) {}

  /** Opens sessions, each worker once; returns one result per wanted session, undefined for an unknown worker. */
  async openSessions(wanted: readonly WantedSession[]): Promise<(OpenedSession | undefined)[]> {
    const column = <T>(of: (each: WantedSession) => T | undefined): (T | null)[] =>
      wanted.map((each) => of(each) ?? null);
    const rows = await this.database.queryPrepared<OpenedRow>(OPEN_SESSIONS, [
      column(({ id }) => id),
      column(({ fence }) => fence.incarnation),
      column(({ fence }) => fence.bootId),
      column(({ fence }) => fence.scope),
      column(({ number }) => number),
      this.instance.number,
    ]);
    const results = Array.from<OpenedSession | undefined>({ length: wanted.length });
    for (const row of rows) results[row.ord - 1] = openedOf(row, wanted[row.ord - 1]!.number);
    return results;
  }

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

  /** Ends sessions, each worker once; returns the workers that are suspect by it. */
  async endSessions(ended: readonly EndedSession[]): Promise<string[]> {
    const rows = await this.database.queryPrepared<{ id: string; suspect: boolean }>(END_SESSIONS, [
      ended.map(({ id }) => id),
      ended.map(({ number }) => number),
      ended.map(({ lostSecondsAgo }) => lostSecondsAgo ?? null),
      this.instance.number,
    ]);
    return rows.filter(({ suspect }) => suspect).map(({ id }) => id);
  }
}

const openedOf = (row: OpenedRow, number: number): OpenedSession => ({
  id: row.id,
  workerId: row.worker_id,
  number,
  presence: row.presence,
  reason: row.presence_reason,
  fence: row.fence,
  isOpen: row.opened,
  incarnation: row.incarnation,
  orderKind: row.order_kind,
  hasRevokedJobs: row.has_revoked_jobs,
  leaseRenewedAt: row.lease_renewed_at?.toISOString() ?? null,
  leaseSeconds: row.lease_seconds,
  older:
    row.older_instance === null ? undefined : { instance: row.older_instance, number: row.older_number! },
});

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
