import { Injectable } from '@nestjs/common';
import type { Fence, FenceVerdict } from '../../fleet/fence.js';
import { fencePiece } from '../../fleet/store/fence-piece.js';
import { hasLostSession } from '../../fleet/store/suspicion-pieces.js';
import type { Presence, WorkerState } from '../../fleet/worker.js';
import { setLockTimeout } from '../../platform/database/common-statements.js';
import { Database } from '../../platform/database/database.js';
import { statement, type Statement } from '../../platform/database/statement.js';
import { Instance } from '../../platform/instance/instance.js';

const FENCE = { fence: fencePiece('o.incarnation', 'o.boot_id', 'o.scope') };
const LOST = { lost: hasLostSession('s') };
const SKIPPING = { waiting: 'SKIP LOCKED' };
const OPEN_FREE = statement(
  import.meta.url,
  './sql/open-sessions.sql',
  { ...FENCE, ...SKIPPING },
  'skip-locked',
);
const OPEN_LOCKED = statement(import.meta.url, './sql/open-sessions.sql', { ...FENCE, waiting: '' });
const END_FREE = statement(
  import.meta.url,
  './sql/end-sessions.sql',
  { ...LOST, ...SKIPPING },
  'skip-locked',
);
const END_LOCKED = statement(import.meta.url, './sql/end-sessions.sql', { ...LOST, waiting: '' });

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
  locked: boolean;
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
  /** Whether its opening may still be committed. */
  readonly isUncertain: boolean;
}

/** What came of the end of a session: nothing was stored if its row is locked. */
export type EndResult = 'ended' | 'suspect' | 'locked';

interface EndedRow {
  ord: number;
  locked: boolean;
  suspect: boolean;
}

/** Stores which workers have a session, and how the last one ended. */
@Injectable()
export class WorkerSessionStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
  ) {}

  /**
   * Opens sessions, each worker once, without waiting for locks.
   * @returns one result per wanted session, in order; undefined for an unknown worker
   */
  async openSessions(wanted: readonly WantedSession[]): Promise<(OpenedSession | 'locked' | undefined)[]> {
    const rows = await this.database.queryPrepared<OpenedRow>(OPEN_FREE, this.openingValues(wanted));
    const results = Array.from<OpenedSession | 'locked' | undefined>({ length: wanted.length });
    for (const row of rows)
      results[row.ord - 1] = row.locked ? 'locked' : openedOf(row, wanted[row.ord - 1]!.number);
    return results;
  }

  /**
   * Does the same for one session, and waits for the row of its worker.
   * @throws DomainError `database_busy` if it stays locked for longer
   */
  async openLocked(wanted: WantedSession, patienceMs: number): Promise<OpenedSession | undefined> {
    const [row] = await this.waitFor<OpenedRow>(OPEN_LOCKED, this.openingValues([wanted]), patienceMs);
    // A row that was deleted meanwhile is missing, too.
    return row === undefined || row.locked ? undefined : openedOf(row, wanted.number);
  }

  /**
   * Ends sessions, without waiting for locks.
   * @returns one result per session, in order
   */
  async endSessions(ended: readonly EndedSession[]): Promise<EndResult[]> {
    const rows = await this.database.queryPrepared<EndedRow>(END_FREE, this.endingValues(ended));
    const results = ended.map((): EndResult => 'ended');
    for (const row of rows) results[row.ord - 1] = resultOf(row);
    return results;
  }

  /**
   * Does the same for one session, and waits for the row of its worker.
   * @throws DomainError `database_busy` if it stays locked for longer
   */
  async endLocked(ended: EndedSession, patienceMs: number): Promise<EndResult> {
    const [row] = await this.waitFor<EndedRow>(END_LOCKED, this.endingValues([ended]), patienceMs);
    return row === undefined ? 'ended' : resultOf(row);
  }

  private waitFor<Row>(
    given: Statement,
    values: readonly unknown[],
    patienceMs: number,
  ): Promise<readonly Row[]> {
    return this.database.transaction(async (tx) => {
      await setLockTimeout(tx, patienceMs);
      return tx.query<Row>(given, values);
    });
  }

  private openingValues(wanted: readonly WantedSession[]): unknown[] {
    const column = <T>(of: (each: WantedSession) => T | undefined): (T | null)[] =>
      wanted.map((each) => of(each) ?? null);
    return [
      column(({ id }) => id),
      column(({ fence }) => fence.incarnation),
      column(({ fence }) => fence.bootId),
      column(({ fence }) => fence.scope),
      column(({ number }) => number),
      this.instance.number,
    ];
  }

  private endingValues(ended: readonly EndedSession[]): unknown[] {
    return [
      ended.map(({ id }) => id),
      ended.map(({ number }) => number),
      ended.map(({ lostSecondsAgo }) => lostSecondsAgo ?? null),
      ended.map(({ isUncertain }) => isUncertain),
      this.instance.number,
    ];
  }
}

const resultOf = ({ locked, suspect }: EndedRow): EndResult =>
  locked ? 'locked' : suspect ? 'suspect' : 'ended';

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
