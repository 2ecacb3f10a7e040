import { Injectable } from '@nestjs/common';
import type { Presence } from '../../fleet/worker.js';
import { Database, type Queryable, type Transaction } from '../../platform/database/database.js';
import { builtStatement, statement } from '../../platform/database/statement.js';
import type { AnyKind, OperationStep } from '../operation.js';
import { DRAINED, journalling, REPLACING, skipReason, UNAVAILABLE, USABLE, WITHDRAWN } from './pieces.js';

const LIST_UNFINISHED = statement(import.meta.url, './sql/list-unfinished.sql');
const LOCK = statement(import.meta.url, './sql/lock-operation.sql');
const LOCK_DESCRIPTIONS = statement(import.meta.url, './sql/lock-descriptions.sql');
const LOCK_SELECTED = statement(import.meta.url, './sql/lock-selected.sql', { skip: skipReason('$2', '$3') });
const LIST_SETTLED = statement(import.meta.url, './sql/list-settled.sql', {
  drained: DRAINED,
  replacements: REPLACING,
});
const COUNT_UNAVAILABLE = statement(import.meta.url, './sql/count-unavailable.sql', {
  unavailable: UNAVAILABLE,
  withdrawn: WITHDRAWN,
  replacements: REPLACING,
});
const LIST_UNAVAILABLE = statement(import.meta.url, './sql/list-unavailable.sql', {
  unavailable: UNAVAILABLE,
});
const READ_ZONE = statement(import.meta.url, './sql/read-zone.sql');
const RECORD = statement(import.meta.url, './sql/record-steps.sql');
const END = statement(import.meta.url, './sql/end-operation.sql', journalling('o.reason'));

/** With a limit, workers come first that stay out of service anyway, and then those that are out of service now. */
const nextWorkers = builtStatement(
  'list-next-workers',
  (limited: boolean) => `SELECT
  w.worker AS id, w.worker_id, s.id IS NULL AS is_gone, coalesce(${USABLE}, false) AS is_usable,
  ${WITHDRAWN} OR s.presence = 'LOST' AS is_withdrawn,
  w.order_before, w.order_since::text AS order_since
FROM worker_registration.operation_worker AS w
LEFT JOIN worker_registration.worker_state AS s ON s.id = w.worker
WHERE w.operation = $1 AND w.step = 'pending' AND ($2::text IS NULL OR w.zone = $2)
ORDER BY ${limited ? '5 DESC, 4, ' : ''}w.zone, w.worker
LIMIT $3`,
  { '': [false], limited: [true] },
);

/** An operation that is carried on. */
export interface CarriedOperation {
  readonly id: string;
  readonly kind: Exclude<AnyKind, 'cleanup'>;
  readonly state: 'running' | 'paused';
  readonly reason: string;
  readonly actor: string;
  readonly scope: string | null;
  readonly order_until: string | null;
  readonly deadline: string | null;
  readonly max_unavailable: number | null;
  readonly by_zone: boolean;
  readonly awaits: string | null;
  readonly awaited_term: string | null;
  readonly created_at: string;
  readonly waiting_for: string | null;
  readonly is_overdue: boolean;
  /** Whether the time of its orders has passed. */
  readonly is_until_past: boolean;
  readonly pending: number;
  readonly under_way: number;
  /** Of the operation that it undoes. */
  readonly undone_kind: AnyKind | null;
  readonly undone_actor: string | null;
  readonly undone_reason: string | null;
}

/** A worker that an operation has not reached. */
export interface NextWorker {
  readonly id: string;
  readonly worker_id: string;
  /** Whether its record is gone. */
  readonly is_gone: boolean;
  readonly is_usable: boolean;
  /** Whether it stays out of service when it is healthy again. */
  readonly is_withdrawn: boolean;
  /** To be restored; null unless the operation undoes another one. */
  readonly order_before: StoredOrder | null;
  readonly order_since: string | null;
}

/** How many workers of an operation are out of service. */
export interface Unavailable {
  readonly unavailable: number;
  /** Those of them that stay so when they are healthy again. */
  readonly withdrawn: number;
  /** Replacements that no longer are in service. */
  readonly missing: number;
}

/** An order as it is stored for undo. */
export interface StoredOrder {
  readonly kind: string | null;
  readonly leaves: boolean;
}

/** A worker whose state is locked. */
export interface LockedWorker {
  readonly id: string;
  readonly presence: Presence;
  readonly skip: string | null;
  readonly in_scope: boolean;
  readonly order_now: StoredOrder;
}

/** A worker for which the waiting of an operation is over. */
export interface SettledWorker {
  readonly id: string;
  readonly zone: string;
  readonly verdict: 'deleted' | 'itself' | 'left' | 'lost' | 'changed' | 'expected' | 'drained';
  readonly order_before: StoredOrder | null;
  readonly order_since: string | null;
  /** Replacements in its zone that replace no worker yet. */
  readonly spare: number;
}

/** How far an operation is with a worker. */
export interface StepTaken {
  readonly worker: string;
  readonly step: OperationStep;
  readonly note: string | null;
  /** The order before the change, if it was changed. */
  readonly before?: StoredOrder;
  readonly isReplaced?: boolean;
}

/** Reads and records the steps of operations. */
@Injectable()
export class StepStore {
  constructor(private readonly database: Database) {}

  async listUnfinished(): Promise<string[]> {
    return (await this.database.query<{ id: string }>(LIST_UNFINISHED)).map(({ id }) => id);
  }

  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  /** @returns undefined if it is at its end, or another instance carries it on */
  async lockOperation(tx: Queryable, id: string): Promise<CarriedOperation | undefined> {
    return (await tx.query<CarriedOperation>(LOCK, [id]))[0];
  }

  listSettled(tx: Queryable, operation: CarriedOperation, limit: number): Promise<SettledWorker[]> {
    const { id, kind, awaited_term: awaited, created_at: createdAt } = operation;
    return tx.query<SettledWorker>(LIST_SETTLED, [id, awaited, createdAt, kind, limit]);
  }

  async countUnavailable(tx: Queryable, operation: CarriedOperation): Promise<Unavailable> {
    const { id, awaited_term: awaited, created_at: createdAt } = operation;
    const parameters = [id, awaited, createdAt];
    return (await tx.query<Unavailable>(COUNT_UNAVAILABLE, parameters))[0]!;
  }

  listUnavailable(tx: Queryable, id: string, limit: number): Promise<{ worker_id: string; why: string }[]> {
    return tx.query(LIST_UNAVAILABLE, [id, limit]);
  }

  /** @returns the zone that comes next, null after the last one, and how many of its workers are pending */
  async readZone(tx: Queryable, id: string): Promise<{ zone: string | null; pending: number }> {
    return (await tx.query<{ zone: string | null; pending: number }>(READ_ZONE, [id]))[0]!;
  }

  /** @param zone only workers of this zone; null for any */
  listNext(
    tx: Queryable,
    { id, max_unavailable: most }: CarriedOperation,
    zone: string | null,
    limit: number,
  ): Promise<NextWorker[]> {
    return tx.query<NextWorker>(nextWorkers(most !== null), [id, zone, limit]);
  }

  /** Locks the states of workers that are about to be changed; those locked by other transactions are missing. */
  async lockSelected(
    tx: Queryable,
    { kind, awaited_term: awaited, scope }: CarriedOperation,
    ids: readonly string[],
  ): Promise<LockedWorker[]> {
    if (ids.length === 0) return [];
    const free = kind === 'delete' ? await this.lockDescriptions(tx, ids) : ids;
    return tx.query<LockedWorker>(LOCK_SELECTED, [free, kind, awaited, scope]);
  }

  /** @param waitingFor what the operation waits for, as text */
  async recordSteps(
    tx: Queryable,
    operation: string,
    steps: readonly StepTaken[],
    waitingFor: string | null,
  ): Promise<void> {
    await tx.query(RECORD, [operation, JSON.stringify(steps), waitingFor]);
  }

  async endOperation(tx: Queryable, id: string, state: 'finished' | 'expired'): Promise<void> {
    await tx.query(END, [id, state]);
  }

  private async lockDescriptions(tx: Queryable, ids: readonly string[]): Promise<string[]> {
    return (await tx.query<{ id: string }>(LOCK_DESCRIPTIONS, [ids])).map(({ id }) => id);
  }
}
