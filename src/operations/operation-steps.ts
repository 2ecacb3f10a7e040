import { Injectable } from '@nestjs/common';
import { counted } from '../platform/text/counted.js';
import type { Queryable } from '../platform/database/database.js';
import { WorkerChanges, type Aftermath } from '../workers/changes/worker-changes.service.js';
import {
  StepStore,
  type CarriedOperation,
  type NextWorker,
  type SettledWorker,
  type StepTaken,
  type Unavailable,
} from './store/step.store.js';
import { causeOf, NO_AFTERMATH, WorkerSteps } from './worker-steps.js';

/** Maximum number of workers that one step changes: its transaction locks their rows, which their heartbeats renew. */
const MAX_STEP = 200;

const CHANGED = 'its order was changed or lifted meanwhile';
const ENDED = 'its order ended before the operation was done with it';
const TOO_LATE = 'the time of the orders has passed';

/** Notes on workers that are done because nothing runs there. */
const GONE: Readonly<Partial<Record<SettledWorker['verdict'], string>>> = {
  deleted: 'its record was deleted',
  left: 'it has left',
  lost: 'it was lost',
  expected: 'it is expected, and runs nothing',
};

/** Maximum number of unavailable workers that are named. */
const MAX_NAMED = 3;

/** What a step has taken on. */
interface Taken {
  readonly steps: readonly StepTaken[];
  readonly aftermath: Aftermath;
  /** Why it took no further workers. */
  readonly waitingFor: string | null;
}

/**
 * Carries an operation on by one step: one transaction, which locks the operation. Whichever instance runs the next step
 * continues where the last committed one ended.
 */
@Injectable()
export class OperationSteps {
  constructor(
    private readonly store: StepStore,
    private readonly workers: WorkerSteps,
    private readonly changes: WorkerChanges,
  ) {}

  /** @returns whether the step changed anything, so that another one may follow at once */
  async takeStep(id: string): Promise<boolean> {
    const done = await this.store.inTransaction(async (tx) => {
      const operation = await this.store.lockOperation(tx, id);
      return operation && { operation, ...(await this.step(tx, operation)) };
    });
    if (done === undefined) return false;
    await this.changes.completeChanges(done.aftermath, done.operation.actor);
    return done.progressed;
  }

  private async step(
    tx: Queryable,
    operation: CarriedOperation,
  ): Promise<{ progressed: boolean; aftermath: Aftermath }> {
    const settled = await this.settle(tx, operation);
    if (settled.length > 0) await this.store.recordSteps(tx, operation.id, settled, operation.waiting_for);
    if (operation.is_overdue && operation.pending + operation.under_way > settled.length) {
      await this.store.endOperation(tx, operation.id, 'expired');
      return { progressed: false, aftermath: NO_AFTERMATH };
    }
    const taken = await this.take(tx, operation);
    if (taken.steps.length > 0 || taken.waitingFor !== operation.waiting_for)
      await this.store.recordSteps(tx, operation.id, taken.steps, taken.waitingFor);
    const begun = taken.steps.filter(({ step }) => step === 'under-way').length;
    const pending = operation.pending - taken.steps.length;
    const underWay = operation.under_way - settled.length + begun;
    if (pending + underWay === 0) await this.store.endOperation(tx, operation.id, 'finished');
    const progressed = pending + underWay > 0 && settled.length + taken.steps.length > 0;
    return { progressed, aftermath: taken.aftermath };
  }

  /** Finds out for which workers under way the waiting is over. */
  private async settle(tx: Queryable, operation: CarriedOperation): Promise<StepTaken[]> {
    if (operation.under_way === 0) return [];
    const found = await this.store.listSettled(tx, operation, MAX_STEP);
    const spare = new Map<string, number>();
    const steps: StepTaken[] = [];
    for (const { id, zone, verdict, spare: atFirst } of found) {
      if (verdict === 'itself') continue;
      if (verdict === 'changed')
        steps.push({ worker: id, step: 'failed', note: operation.is_until_past ? ENDED : CHANGED });
      else if (operation.awaited_term === null)
        steps.push({ worker: id, step: 'done', note: GONE[verdict] ?? null });
      else {
        const left = spare.get(zone) ?? atFirst;
        spare.set(zone, left - 1);
        if (left > 0)
          steps.push({ worker: id, step: 'done', note: 'another worker replaces it', isReplaced: true });
      }
    }
    const themselves = found.filter(({ verdict }) => verdict === 'itself');
    return [...steps, ...(await this.release(tx, operation, themselves))];
  }

  /** Restores the orders that workers had before that are their own replacements. */
  private async release(
    tx: Queryable,
    operation: CarriedOperation,
    workers: readonly SettledWorker[],
  ): Promise<StepTaken[]> {
    const ids = workers.map(({ id }) => id);
    const locked = new Set((await this.store.lockSelected(tx, operation, ids)).map(({ id }) => id));
    const released = workers.filter(({ id }) => locked.has(id));
    const { kind, actor: by, reason } = operation;
    const orders = released.map(({ id, order_before: before, order_since: since }) => ({
      id,
      before,
      since,
    }));
    await this.changes.restoreOrders(tx, orders, { kind, by, reason }, causeOf(operation));
    const note = `it has ${operation.awaits ?? 'been replaced'} now`;
    return released.map(({ id: worker }) => ({ worker, step: 'done', note }));
  }

  /** Takes the next workers on, as many as may be unavailable. */
  private async take(tx: Queryable, operation: CarriedOperation): Promise<Taken> {
    const nothing = (waitingFor: string | null): Taken => ({
      steps: [],
      aftermath: NO_AFTERMATH,
      waitingFor,
    });
    if (operation.state === 'paused') return nothing(null);
    if (operation.pending === 0) return nothing(this.restOf(operation));
    if (operation.is_until_past) return { ...nothing(null), steps: await this.skipRest(tx, operation) };
    const zone = operation.by_zone ? await this.store.readZone(tx, operation.id) : null;
    if (zone !== null && zone.pending === 0)
      return nothing(`zone ${zone.zone || 'without a name'}: ${this.restOf(operation)}`);
    const most = operation.max_unavailable;
    const next = await this.store.listNext(tx, operation, zone?.zone ?? null, MAX_STEP);
    if (most === null) return { ...(await this.change(tx, operation, next)), waitingFor: null };
    const count = await this.store.countUnavailable(tx, operation);
    const chosen = within(most, count, next);
    if (chosen.length === 0) return nothing(await this.limitReached(tx, operation.id, most, count));
    return { ...(await this.change(tx, operation, chosen)), waitingFor: null };
  }

  private async skipRest(tx: Queryable, operation: CarriedOperation): Promise<StepTaken[]> {
    const rest = await this.store.listNext(tx, operation, null, MAX_STEP);
    return rest.map(({ id: worker }) => ({ worker, step: 'skipped', note: TOO_LATE }));
  }

  private async limitReached(
    tx: Queryable,
    id: string,
    most: number,
    { unavailable, missing }: Unavailable,
  ): Promise<string> {
    const shown = await this.store.listUnavailable(tx, id, MAX_NAMED);
    const names = shown.map(({ worker_id: name, why }) => `${name} (${why})`);
    const further = [
      ...(unavailable > names.length ? [`${unavailable - names.length} more`] : []),
      ...(missing > 0 ? [`${counted(missing, 'replacement')} no longer in service`] : []),
    ];
    const total = unavailable + missing;
    return `${counted(total, 'worker')} ${total === 1 ? 'is' : 'are'} unavailable, at most ${most} may be: ${[...names, ...further].join(', ')}`;
  }

  private async change(
    tx: Queryable,
    operation: CarriedOperation,
    chosen: readonly NextWorker[],
  ): Promise<Omit<Taken, 'waitingFor'>> {
    const next = new Map(chosen.map((each) => [each.id, each]));
    const there = chosen.filter(({ is_gone: isGone }) => !isGone).map(({ id }) => id);
    const locked = await this.store.lockSelected(tx, operation, there);
    const gone = chosen
      .filter(({ is_gone: isGone }) => isGone)
      .map(({ id: worker }): StepTaken => ({ worker, step: 'skipped', note: 'its record was deleted' }));
    const skipped = locked.flatMap(({ id: worker, skip, presence }): StepTaken[] =>
      // A worker that was lost meanwhile stays unavailable.
      skip === null ? [] : [{ worker, step: presence === 'LOST' ? 'failed' : 'skipped', note: skip }],
    );
    const workers = locked.filter(({ skip }) => skip === null);
    if (workers.length === 0) return { steps: [...gone, ...skipped], aftermath: NO_AFTERMATH };
    const { steps, aftermath } = await this.workers.actOnWorkers(tx, operation, workers, next);
    return { steps: [...gone, ...skipped, ...steps], aftermath };
  }

  private restOf({ under_way: underWay, awaits, kind }: CarriedOperation): string | null {
    if (underWay === 0) return null;
    const what = kind === 'deregister' ? 'left' : 'drained';
    const workers = counted(underWay, 'worker');
    return awaits === null
      ? `${workers} not ${what} yet`
      : `${workers} not ${what} or not replaced by ${awaits} yet`;
  }
}

/**
 * Returns the workers that may be taken on. One that is silent is unavailable already, but with an order it stays so when it is
 * healthy again: at most as many as may be unavailable get one.
 */
function within(
  most: number,
  { unavailable, withdrawn, missing }: Unavailable,
  next: readonly NextWorker[],
): NextWorker[] {
  let room = most - unavailable - missing;
  let orders = most - withdrawn - missing;
  return next.filter(({ is_usable: isUsable, is_withdrawn: isWithdrawn }) => {
    if (isWithdrawn) return true;
    if (orders <= 0 || (isUsable && room <= 0)) return false;
    orders -= 1;
    if (isUsable) room -= 1;
    return true;
  });
}
