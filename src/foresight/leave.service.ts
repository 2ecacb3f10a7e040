import { Injectable } from '@nestjs/common';
import type { Caller } from '../identity/access/caller.js';
import type { OperationDto } from '../operations/dto/operation.dto.js';
import { OperationCreation } from '../operations/operation-creation.service.js';
import type { Transaction } from '../platform/database/database.js';
import { counted } from '../platform/text/counted.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { CapacityService } from './capacity.service.js';
import { LeaveRequestDto, type LeaveAnswerDto } from './dto/leave.dto.js';
import { Leavers } from './leavers.js';
import type { Leaving } from './leaving.js';
import { FLEET, Pools, type Pool } from './pools.js';
import { slotsOf, withoutWithdrawn } from './slots.js';
import { CapacityStore } from './store/capacity.store.js';

const DEFAULT_REASON = 'More workers than are wanted';

/** The workers to take away. */
interface Choice {
  readonly workers: readonly Leaving[];
  /** How many may go, by the minimum of the pool. */
  readonly allowed: number;
}

/** Drains the workers of a pool that can be taken away first, as an operation. */
@Injectable()
export class LeaveService {
  constructor(
    private readonly store: CapacityStore,
    private readonly capacity: CapacityService,
    private readonly leavers: Leavers,
    private readonly pools: Pools,
    private readonly creation: OperationCreation,
  ) {}

  /**
   * Never leaves a pool with fewer workers than its minimum.
   * @throws DomainError `validation_failed`, `too_many_operations`
   */
  async takeAway(body: unknown, caller?: Caller): Promise<LeaveAnswerDto> {
    const { value, warnings } = requireCommand(LeaveRequestDto, body);
    const { count, pool: name = FLEET, reason, dryRun = false } = value;
    const pool = this.capacity.poolOf(name);
    const { choice, operation } = dryRun
      ? { choice: await this.chooseWorkers(pool, count), operation: null }
      : await this.drainWorkers(pool, count, reason, caller);
    const { workers, allowed } = choice;
    const bound = this.boundOf(pool, workers.length, allowed, count);
    const message = `${counted(workers.length, 'worker')} ${dryRun ? 'would' : 'will'} drain${bound}`;
    return withWarnings({ success: true, message, dryRun, workers, operation }, warnings);
  }

  private async chooseWorkers(pool: Pool, count: number, on?: Transaction): Promise<Choice> {
    const now = await this.store.readClock(on);
    // First: a worker that an operation drains meanwhile is then missing twice, rather than counted.
    const withdrawals = await this.store.countWithdrawals(on);
    const rows = withoutWithdrawn(await this.store.countCapacity(on), withdrawals);
    const { workers } = slotsOf(rows, pool.name, 0);
    const allowed = Math.min(count, Math.max(0, workers - pool.minWorkers));
    return { workers: await this.leavers.chooseLeavers(pool, rows, allowed, now, on), allowed };
  }

  /** Says why fewer workers drain than were asked for, if a minimum is the reason. */
  private boundOf(pool: Pool, chosen: number, allowed: number, count: number): string {
    if (allowed < count && pool.minWorkers > 0) return `; the minimum of the pool is ${pool.minWorkers}`;
    return chosen < allowed && this.pools.haveMinimum ? '; pools keep their minimum' : '';
  }

  /** Requests at the same time choose one after the other, so that each sees the operations of those before. */
  private async drainWorkers(
    pool: Pool,
    count: number,
    reason: string | undefined,
    caller: Caller | undefined,
  ): Promise<{ choice: Choice; operation: OperationDto | null }> {
    let choice: Choice = { workers: [], allowed: 0 };
    const operation = await this.creation.createChosen(async (tx) => {
      await this.store.lockLeaving(tx);
      choice = await this.chooseWorkers(pool, count, tx);
      const workerIds = choice.workers.map(({ workerId }) => workerId);
      if (workerIds.length === 0) return undefined;
      return { kind: 'drain', workerIds, reason: reason?.trim() ? reason : DEFAULT_REASON };
    }, caller);
    this.capacity.expireFigures();
    return { choice, operation };
  }
}
