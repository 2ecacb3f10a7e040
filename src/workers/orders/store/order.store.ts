import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../../../platform/database/database.js';
import { sqlFile } from '../../../platform/database/sql-file.js';
import { givenMoment } from '../../../platform/database/given-moment.js';
import { statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import { JobReleaseStore } from '../../../fleet/store/job-release.store.js';
import { absence } from '../../../fleet/store/absence.js';
import type { Fence, FenceVerdict } from '../../../fleet/fence.js';
import type { WorkerState } from '../../../fleet/worker.js';
import { fencePiece, fenceValues } from '../../../fleet/store/fence-piece.js';
import { timedColumns } from '../../../fleet/store/live-row.js';
import { Suspicion } from '../../../fleet/suspicion.js';
import { stateOf, type StateRow } from '../../../fleet/store/state-row.js';

const GIVE = statement(import.meta.url, './sql/give-order.sql', {
  ...JOURNAL,
  absence: absence('o'),
  fence: fencePiece('$6::integer', '$7::text', '$8::jsonb'),
  timed: timedColumns('o', '$9'),
  until: givenMoment('$5'),
  deadline: givenMoment('$11'),
});
const PIECES = { ends: sqlFile(import.meta.url, './sql/order-ends.sql') };
const LIFT = statement(import.meta.url, './sql/lift-order.sql', {
  ...JOURNAL,
  ...PIECES,
  absence: absence('l'),
  fence: fencePiece('$4::integer', '$5::text', '$6::jsonb'),
  timed: timedColumns('l', '$7'),
});
const RESTORE = statement(import.meta.url, './sql/restore-orders.sql', JOURNAL);
const LOCK_OVERDUE = statement(import.meta.url, './sql/lock-overdue-drains.sql');
const END = statement(import.meta.url, './sql/end-orders.sql', { ...JOURNAL, ...PIECES });

/** Why jobs are released, in the journal. */
const OVERDUE = 'the deadline of the drain has passed';

export interface Order {
  readonly kind: 'DRAINING' | 'MAINTENANCE';
  readonly reason: string | null;
  readonly by: string;
  /** A time in ISO 8601, a duration from now (`PT7200S`), or null: until it is lifted. */
  readonly until: string | null;
  /** Of a drain: when jobs that still run are released; as `until`, or null: never. */
  readonly deadline: string | null;
}

/** Result of an order: none, if the fence or its moments refuse it. */
export interface Ordered {
  readonly fence: FenceVerdict;
  /** Which of its moments is in the past; `order`: it would end before its deadline. */
  readonly past: 'until' | 'deadline' | 'order' | null;
  /** The new state; undefined if nothing changed. */
  readonly state: WorkerState | undefined;
}

/** What became of the order of one of many workers. */
export interface OrderedWorker {
  readonly id: string;
  readonly fence: FenceVerdict;
  /** Whether it is FAILED, so that it may be judged again. */
  readonly isFailed: boolean;
}

/** The order that a worker had before an operation. */
export interface EarlierOrder {
  readonly id: string;
  /** As `lock-selected.sql` of the operations reads it. */
  readonly before: unknown;
  /** `order_since` after the operation, in full precision. */
  readonly since: string | null;
}

/** What an operation did to workers. */
export interface UndoneChange {
  readonly kind: string;
  readonly by: string;
  readonly reason: string;
}

type OrderedRow = StateRow & Pick<Ordered, 'fence' | 'past'>;

type Row = OrderedRow & { readonly target: string };

/** Stores orders of operators. */
@Injectable()
export class OrderStore {
  constructor(
    private readonly database: Database,
    private readonly suspicion: Suspicion,
    private readonly jobs: JobReleaseStore,
  ) {}

  /** Returns undefined for an unknown worker. */
  async giveOrder(
    id: string,
    { kind, reason, by, until, deadline }: Order,
    fence: Fence,
  ): Promise<Ordered | undefined> {
    const { margins } = this.suspicion;
    const parameters = [[id], kind, reason, by, until, ...fenceValues(fence), margins, null, deadline];
    const [row] = await this.database.query<OrderedRow>(GIVE, parameters);
    return row && orderedOf(row);
  }

  /**
   * Gives an order to many workers, as part of an operation.
   * @param tx a transaction that has locked their states
   */
  async giveOrders(
    tx: Queryable,
    ids: readonly string[],
    { kind, reason, by, until, deadline }: Order,
    fence: Fence,
    operation: string,
  ): Promise<OrderedWorker[]> {
    const parameters = [
      ids,
      kind,
      reason,
      by,
      until,
      ...fenceValues(fence),
      this.suspicion.margins,
      operation,
      deadline,
    ];
    return (await tx.query<Row>(GIVE, parameters)).map(orderedWorkerOf);
  }

  /** Lifts the orders of many workers; as {@link giveOrders}. */
  async liftOrders(
    tx: Queryable,
    ids: readonly string[],
    { by, reason }: Pick<Order, 'by' | 'reason'>,
    fence: Fence,
    operation: string,
  ): Promise<OrderedWorker[]> {
    const parameters = [ids, by, reason, ...fenceValues(fence), this.suspicion.margins, operation];
    return (await tx.query<Row>(LIFT, parameters)).map(orderedWorkerOf);
  }

  /**
   * Restores the orders that workers had before an operation changed them.
   * @param tx a transaction that has locked their states
   * @returns those whose order was still that of the operation
   */
  async restoreOrders(
    tx: Queryable,
    orders: readonly EarlierOrder[],
    { kind, by, reason }: UndoneChange,
    cause: Pick<Order, 'by' | 'reason'>,
    scope: string | null,
    operation: string,
  ): Promise<string[]> {
    const given = [JSON.stringify(orders), kind, by, reason];
    const parameters = [...given, cause.by, cause.reason, operation, scope];
    return (await tx.query<{ id: string }>(RESTORE, parameters)).map(({ id }) => id);
  }

  /**
   * Lifts an order, and with it a drain to leave, unless the order was given on top of that. Returns
   * undefined for an unknown worker.
   */
  async liftOrder(id: string, by: string, reason: string | null, fence: Fence): Promise<Ordered | undefined> {
    const parameters = [[id], by, reason, ...fenceValues(fence), this.suspicion.margins, null];
    const [row] = await this.database.query<OrderedRow>(LIFT, parameters);
    return row && orderedOf(row);
  }

  /**
   * Ends expired orders.
   * @returns how many, up to the limit
   */
  async endOverdue(limit: number): Promise<number> {
    const [row] = await this.database.query<{ ended: number }>(END, [limit]);
    return row!.ended;
  }

  /**
   * Releases the jobs of workers whose drain is past its deadline; the workers are informed.
   * @returns how many workers, up to the limit
   */
  releaseOverdue(limit: number): Promise<number> {
    return this.database.transaction(async (tx) => {
      const workers = (await tx.query<{ id: string }>(LOCK_OVERDUE, [limit])).map(({ id }) => id);
      await this.jobs.releaseJobs(tx, workers, { reason: OVERDUE, actor: 'service', tellLater: true });
      return workers.length;
    });
  }
}

function orderedOf(row: OrderedRow): Ordered {
  const { fence, past } = row;
  return { fence, past, state: fence === null && past === null ? stateOf(row) : undefined };
}

const orderedWorkerOf = ({ target, fence, health }: Row): OrderedWorker => ({
  id: target,
  fence,
  isFailed: health === 'FAILED',
});
