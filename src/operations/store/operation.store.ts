import { Injectable } from '@nestjs/common';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { Presence } from '../../fleet/worker.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { givenMoment } from '../../platform/database/given-moment.js';
import { statement } from '../../platform/database/statement.js';
import { MAX_UNFINISHED, type AnyKind, type OperationState, type OperationStep } from '../operation.js';
import type { UnavailableLimit } from '../max-unavailable.js';
import { creationAllowed, journalling } from './pieces.js';

const CREATE = statement(import.meta.url, './sql/create-operation.sql', {
  allowed: creationAllowed({ actor: '$4', scope: '$5', until: '$7', deadline: '$8', most: '$13' }),
  until: givenMoment('$7'),
  deadline: givenMoment('$8'),
});
const CHECK = statement(import.meta.url, './sql/check-creation.sql', {
  allowed: creationAllowed({ actor: '$1', scope: '$2', until: '$3', deadline: '$4', most: '$5' }),
});
const CHOOSE_UNDONE = statement(import.meta.url, './sql/choose-undone.sql');
const LOCK_UNDONE = statement(import.meta.url, './sql/lock-undone.sql');
const READ_UNDO = statement(import.meta.url, './sql/read-undo.sql');
const DETACH_UNDO = statement(import.meta.url, './sql/detach-undo.sql');
const BEGIN = statement(import.meta.url, './sql/begin-operation.sql', JOURNAL);
const READ = statement(import.meta.url, './sql/read-operations.sql');
const LIST_LEFT = statement(import.meta.url, './sql/list-left.sql');
const LIST_DONE = statement(import.meta.url, './sql/list-done.sql');
const CONTROL = statement(
  import.meta.url,
  './sql/control-operation.sql',
  journalling('coalesce($5::text, o.reason)'),
);
const EXPIRE = statement(import.meta.url, './sql/expire-operations.sql');

/** A new operation. */
export interface NewOperation {
  readonly id: string;
  readonly kind: AnyKind;
  readonly reason: string;
  readonly actor: string;
  readonly scope: string | null;
  readonly selection: object;
  readonly until?: string | undefined;
  readonly deadline?: string | undefined;
  readonly byZone?: boolean;
  readonly awaits?: string | undefined;
  readonly awaitedTerm?: string | null;
  /** The operation that it undoes. */
  readonly undoes?: string;
}

/** Whether an operation could be created. */
export interface Creation {
  readonly until_past: boolean;
  readonly deadline_past: boolean;
  readonly has_room: boolean;
}

export interface OperationRow {
  readonly id: string;
  readonly kind: AnyKind;
  readonly state: OperationState;
  readonly reason: string;
  readonly actor: string;
  readonly selection: object;
  readonly order_until: Date | null;
  readonly deadline: Date | null;
  readonly max_unavailable: number | null;
  readonly by_zone: boolean;
  readonly awaits: string | null;
  readonly undoes: string | null;
  readonly undone_by: string | null;
  readonly waiting_for: string | null;
  readonly total: number;
  readonly under_way: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly created_at: Date;
  readonly state_since: Date;
}

/** An operation that is about to be undone. */
export interface Undone {
  readonly state: OperationState;
  readonly undo: { readonly id: string; readonly state: OperationState } | undefined;
}

/** A worker of an operation. */
export interface OperationWorkerRow {
  readonly worker: string;
  readonly worker_id: string;
  readonly zone: string;
  readonly step: OperationStep;
  readonly note: string | null;
  readonly jobs: number;
  /** Null if its record is gone. */
  readonly presence: Presence | null;
}

export interface OperationFilter {
  readonly id?: string;
  readonly states?: readonly string[];
  readonly kinds?: readonly string[];
  readonly before?: string;
  /** Of the caller. */
  readonly scope: string | null;
}

/** A change of an operation by an operator. */
export interface Control {
  readonly id: string;
  readonly to: 'paused' | 'running' | 'cancelled';
  readonly from: readonly OperationState[];
  readonly actor: string;
  readonly reason: string | null;
  readonly scope: string | null;
}

/** Creates, reads and controls operations. */
@Injectable()
export class OperationStore {
  constructor(private readonly database: Database) {}

  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  async createOperation(tx: Transaction, operation: NewOperation): Promise<Creation> {
    const { id, kind, reason, actor, scope, selection, until, deadline } = operation;
    const { byZone = false, awaits, awaitedTerm, undoes } = operation;
    const asked = [id, kind, reason, actor, scope, JSON.stringify(selection), until, deadline];
    const parameters = [...asked, byZone, awaits, awaitedTerm, undoes, MAX_UNFINISHED];
    return (await tx.query<Creation>(CREATE, parameters))[0]!;
  }

  /** Checks whether an operation could be created; changes nothing. */
  async checkCreation({ actor, scope, until, deadline }: NewOperation): Promise<Creation> {
    const parameters = [actor, scope, until, deadline, MAX_UNFINISHED];
    return (await this.database.query<Creation>(CHECK, parameters))[0]!;
  }

  /** @returns the number of workers */
  async chooseUndone(tx: Transaction, id: string, undone: string): Promise<number> {
    return (await tx.query<{ chosen: number }>(CHOOSE_UNDONE, [id, undone]))[0]!.chosen;
  }

  /** Locks an operation that is about to be undone, and reads its state and its last undo. */
  async lockUndone(tx: Transaction, id: string): Promise<Undone> {
    const [row] = await tx.query<{ state: OperationState }>(LOCK_UNDONE, [id]);
    // A statement of its own sees the undo for which the lock has waited.
    const [undo] = await tx.query<NonNullable<Undone['undo']>>(READ_UNDO, [id]);
    return { state: row!.state, undo };
  }

  /** Makes room for another undo after this one, which has ended. */
  async detachUndo(tx: Transaction, undo: string): Promise<void> {
    await tx.query(DETACH_UNDO, [undo]);
  }

  async beginOperation(tx: Transaction, id: string, { count, percent }: UnavailableLimit): Promise<void> {
    await tx.query(BEGIN, [id, count, percent]);
  }

  /** Returns the newest first. */
  readOperations(
    { id, states, kinds, before, scope }: OperationFilter,
    limit: number,
  ): Promise<OperationRow[]> {
    return this.database.query<OperationRow>(READ, [
      id ?? null,
      states ?? null,
      kinds ?? null,
      before ?? null,
      scope,
      limit,
    ]);
  }

  /** Lists workers with which it is not done. @param scope of the caller, who sees no other workers */
  listLeft(id: string, limit: number, scope: string | null): Promise<OperationWorkerRow[]> {
    return this.database.query<OperationWorkerRow>(LIST_LEFT, [id, limit, scope]);
  }

  /** Lists workers with which it is done. @param scope of the caller, who sees no other workers */
  listDone(id: string, limit: number, scope: string | null): Promise<OperationWorkerRow[]> {
    return this.database.query<OperationWorkerRow>(LIST_DONE, [id, limit, scope]);
  }

  /** @returns the state before; undefined for an unknown operation */
  async controlOperation(
    { id, to, from, actor, reason, scope }: Control,
    tx?: Transaction,
  ): Promise<OperationState | undefined> {
    const parameters = [id, to, from, actor, reason, scope];
    const [row] = await (tx ?? this.database).query<{ was: OperationState }>(CONTROL, parameters);
    return row?.was;
  }

  /**
   * Deletes operations that ended this many days ago.
   * @returns how many, up to the limit
   */
  async expireOperations(days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ deleted: number }>(EXPIRE, [days, limit]);
    return row!.deleted;
  }
}
