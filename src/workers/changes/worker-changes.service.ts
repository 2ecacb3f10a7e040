import { Injectable } from '@nestjs/common';
import type { Fence, FenceVerdict } from '../../fleet/fence.js';
import { NamesCache } from '../../fleet/names.cache.js';
import type { Queryable } from '../../platform/database/database.js';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';
import { DepartureStore } from '../departures/store/departure.store.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import { LossStore } from '../losses/store/loss.store.js';
import { OrderStore, type EarlierOrder, type Order, type UndoneChange } from '../orders/store/order.store.js';

/** Why, and on whose behalf, many workers are changed. */
export interface Cause {
  /** The actor in the journal. */
  readonly actor: string;
  readonly reason: string;
  /** Of the caller, for `is_in_scope`; null for the whole fleet. */
  readonly scope: string | null;
  /** The operation, which the events of the workers name. */
  readonly operation: string;
}

/** A worker that was changed, or refused. */
export interface ChangedWorker {
  readonly id: string;
  readonly fence: FenceVerdict;
}

/** What to do once a change is committed. */
export interface Aftermath {
  /** Workers without an order that are FAILED: they are judged at once. */
  readonly failed: readonly string[];
  /** workerIds of records that are gone. */
  readonly deleted: readonly string[];
  /** Whether figures of the fleet have changed. */
  readonly changesFigures: boolean;
}

/**
 * Changes many workers in one transaction, with the statements that change a single one. The transaction has locked their
 * states, for a deletion their descriptions before.
 */
@Injectable()
export class WorkerChanges {
  constructor(
    private readonly orders: OrderStore,
    private readonly departures: DepartureStore,
    private readonly losses: LossStore,
    private readonly verdicts: FreshVerdicts,
    private readonly names: NamesCache,
    private readonly statistics: SystemStatisticsService,
  ) {}

  giveOrders(
    tx: Queryable,
    ids: readonly string[],
    { kind, until, deadline }: Pick<Order, 'kind' | 'until' | 'deadline'>,
    { actor: by, reason, scope, operation }: Cause,
  ): Promise<ChangedWorker[]> {
    return this.orders.giveOrders(
      tx,
      ids,
      { kind, reason, by, until, deadline },
      anyProcess(scope),
      operation,
    );
  }

  /** @returns also whether each is FAILED */
  liftOrders(
    tx: Queryable,
    ids: readonly string[],
    { actor: by, reason, scope, operation }: Cause,
  ): Promise<(ChangedWorker & { readonly isFailed: boolean })[]> {
    return this.orders.liftOrders(tx, ids, { by, reason }, anyProcess(scope), operation);
  }

  /** Deregisters workers without jobs, and begins the drain of the others. */
  async deregisterWorkers(
    tx: Queryable,
    ids: readonly string[],
    { actor, reason, scope, operation }: Cause,
  ): Promise<(ChangedWorker & { readonly hasLeft: boolean })[]> {
    const departure = { force: false, drain: true, reason, actor };
    const results = await this.departures.deregisterWorkers(tx, ids, departure, anyProcess(scope), operation);
    return results.map(({ id, fence, was, state }) => ({
      id,
      fence,
      hasLeft: was === 'LEFT' || state?.presence === 'LEFT',
    }));
  }

  /** @returns the ids of the deleted records */
  deleteWorkers(
    tx: Queryable,
    ids: readonly string[],
    { actor, scope, operation }: Cause,
  ): Promise<string[]> {
    return this.departures.deleteWorkers(tx, ids, actor, scope, operation);
  }

  /** @returns the ids of the workers in the scope */
  async restoreWorkers(
    tx: Queryable,
    ids: readonly string[],
    { actor, reason, scope, operation }: Cause,
  ): Promise<string[]> {
    const rows = await this.losses.restoreWorkers(tx, ids, actor, reason, scope, operation);
    return rows.map(({ id }) => id);
  }

  /** @returns the ids of the workers whose order was still that of the undone operation */
  restoreOrders(
    tx: Queryable,
    orders: readonly EarlierOrder[],
    undone: UndoneChange,
    { actor: by, reason, scope, operation }: Cause,
  ): Promise<string[]> {
    return this.orders.restoreOrders(tx, orders, undone, { by, reason }, scope, operation);
  }

  /** Completes changes that were committed. */
  async completeChanges({ failed, deleted, changesFigures }: Aftermath, actor: string): Promise<void> {
    this.names.forgetNames(deleted);
    for (const id of failed) await this.verdicts.liftFailed(id, actor);
    if (changesFigures) await this.statistics.expireFigures();
  }
}

/** An operator means the worker, whichever process it is. */
const anyProcess = (scope: string | null): Fence => ({
  incarnation: undefined,
  bootId: undefined,
  proved: false,
  scope,
});
