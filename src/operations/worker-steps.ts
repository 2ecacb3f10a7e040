import { Injectable } from '@nestjs/common';
import type { Queryable } from '../platform/database/database.js';
import {
  WorkerChanges,
  type Aftermath,
  type Cause,
  type ChangedWorker,
} from '../workers/changes/worker-changes.service.js';
import type { CarriedOperation, LockedWorker, NextWorker, StepTaken } from './store/step.store.js';

/** What was done to workers, and what to do once it is committed. */
export interface Acted {
  readonly steps: readonly StepTaken[];
  readonly aftermath: Aftermath;
}

export const NO_AFTERMATH: Aftermath = { failed: [], deleted: [], changesFigures: false };

const OUTSIDE = 'it is outside the scope of the key';
const CHANGED = 'its order was changed since';
const BACK = 'it is no longer lost';

export const causeOf = ({ id, actor, reason, scope }: CarriedOperation): Cause => ({
  actor,
  reason,
  scope,
  operation: id,
});

/** Changes workers whose states are locked, as an operation demands. */
@Injectable()
export class WorkerSteps {
  constructor(private readonly changes: WorkerChanges) {}

  /**
   * @param workers those of `locked` that are not skipped
   * @param next the same as they are stored
   */
  async actOnWorkers(
    tx: Queryable,
    operation: CarriedOperation,
    workers: readonly LockedWorker[],
    next: ReadonlyMap<string, NextWorker>,
  ): Promise<Acted> {
    const ids = workers.map(({ id }) => id);
    const cause = causeOf(operation);
    const before = new Map(workers.map(({ id, order_now: order }) => [id, order]));
    const stepsOf = <T extends ChangedWorker>(
      changed: readonly T[],
      isDone: (each: T) => boolean,
    ): StepTaken[] =>
      changed.map((each) =>
        each.fence === null
          ? {
              worker: each.id,
              step: isDone(each) ? 'done' : 'under-way',
              note: null,
              before: before.get(each.id)!,
            }
          : { worker: each.id, step: 'skipped', note: OUTSIDE },
      );
    switch (operation.kind) {
      case 'drain':
      case 'maintenance': {
        const { order_until: until, deadline } = operation;
        const order =
          operation.kind === 'drain'
            ? { kind: 'DRAINING' as const, until, deadline }
            : { kind: 'MAINTENANCE' as const, until, deadline: null };
        const given = await this.changes.giveOrders(tx, ids, order, cause);
        return { steps: stepsOf(given, () => false), aftermath: NO_AFTERMATH };
      }
      case 'activate': {
        const lifted = await this.changes.liftOrders(tx, ids, cause);
        const failed = lifted.filter(({ isFailed }) => isFailed).map(({ id }) => id);
        return { steps: stepsOf(lifted, () => true), aftermath: { ...NO_AFTERMATH, failed } };
      }
      case 'deregister': {
        const left = await this.changes.deregisterWorkers(tx, ids, cause);
        const steps = stepsOf(left, ({ hasLeft }) => hasLeft && operation.awaited_term === null);
        return { steps, aftermath: NO_AFTERMATH };
      }
      case 'delete': {
        const deleted = await this.changes.deleteWorkers(tx, ids, cause);
        const names = deleted.flatMap((id) => [id, next.get(id)!.worker_id]);
        return { steps: amongst(ids, deleted), aftermath: { ...NO_AFTERMATH, deleted: names } };
      }
      case 'restore': {
        const restored = await this.changes.restoreWorkers(tx, ids, cause);
        return { steps: amongst(ids, restored), aftermath: { ...NO_AFTERMATH, changesFigures: true } };
      }
      case 'undo':
        return this.undo(tx, operation, workers, next);
      default:
        return operation.kind satisfies never;
    }
  }

  private async undo(
    tx: Queryable,
    operation: CarriedOperation,
    workers: readonly LockedWorker[],
    next: ReadonlyMap<string, NextWorker>,
  ): Promise<Acted> {
    const { undone_kind: kind, undone_actor: by, undone_reason: reason } = operation;
    const cause = causeOf(operation);
    const left = workers.filter(({ presence }) =>
      kind === 'cleanup' ? presence === 'LOST' : kind === 'deregister' && presence === 'LEFT',
    );
    const restored = new Set(
      await this.changes.restoreWorkers(
        tx,
        left.map(({ id }) => id),
        cause,
      ),
    );
    const ordered = workers.filter(({ id }) => kind !== 'cleanup' && !restored.has(id));
    const orders = ordered.map(({ id }) => {
      const { order_before: before, order_since: since } = next.get(id)!;
      return { id, before, since };
    });
    const undone = { kind: kind!, by: by!, reason: reason! };
    for (const id of await this.changes.restoreOrders(tx, orders, undone, cause)) restored.add(id);
    const steps = workers.map(({ id, order_now: now, in_scope: isInScope }): StepTaken => {
      if (restored.has(id)) return { worker: id, step: 'done', note: null };
      if (!isInScope) return { worker: id, step: 'skipped', note: OUTSIDE };
      if (kind === 'cleanup') return { worker: id, step: 'skipped', note: BACK };
      const wanted = next.get(id)!.order_before;
      const isAsBefore = wanted !== null && now.kind === null && wanted.kind === null && !now.leaves;
      return isAsBefore && kind !== 'deregister'
        ? { worker: id, step: 'done', note: 'its order was as before already' }
        : { worker: id, step: 'skipped', note: CHANGED };
    });
    return { steps, aftermath: { ...NO_AFTERMATH, changesFigures: left.length > 0 } };
  }
}

const amongst = (ids: readonly string[], done: readonly string[]): StepTaken[] => {
  const those = new Set(done);
  return ids.map((worker) =>
    those.has(worker) ? { worker, step: 'done', note: null } : { worker, step: 'skipped', note: OUTSIDE },
  );
};
