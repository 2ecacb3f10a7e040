import { Injectable } from '@nestjs/common';
import type { Caller } from '../identity/access/caller.js';
import type { OperationDto } from '../operations/dto/operation.dto.js';
import { OperationCreation } from '../operations/operation-creation.service.js';
import { counted } from '../platform/text/counted.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { CapacityService } from './capacity.service.js';
import { LeaveRequestDto, type LeaveAnswerDto } from './dto/leave.dto.js';
import { Leavers } from './leavers.js';
import type { Leaving } from './leaving.js';
import { FLEET, Pools, type Pool } from './pools.js';
import { slotsOf } from './slots.js';
import { CapacityStore } from './store/capacity.store.js';

const DEFAULT_REASON = 'More workers than are wanted';

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
    const [now, rows] = await Promise.all([this.store.readClock(), this.store.countCapacity()]);
    const slots = slotsOf(rows, pool.name, 0);
    const allowed = Math.min(count, Math.max(0, slots.workers - pool.minWorkers));
    const workers = allowed === 0 ? [] : await this.leavers.chooseLeavers(pool, rows, allowed, now);
    const operation = dryRun || workers.length === 0 ? null : await this.drain(workers, reason, caller);
    const bound = this.boundOf(pool, workers.length, allowed, count);
    const message = `${counted(workers.length, 'worker')} ${dryRun ? 'would' : 'will'} drain${bound}`;
    return withWarnings({ success: true, message, dryRun, workers, operation }, warnings);
  }

  /** Says why fewer workers drain than were asked for, if a minimum is the reason. */
  private boundOf(pool: Pool, chosen: number, allowed: number, count: number): string {
    if (allowed < count && pool.minWorkers > 0) return `; the minimum of the pool is ${pool.minWorkers}`;
    return chosen < allowed && this.pools.haveMinimum ? '; pools keep their minimum' : '';
  }

  private async drain(
    workers: readonly Leaving[],
    reason: string | undefined,
    caller: Caller | undefined,
  ): Promise<OperationDto> {
    const answer = await this.creation.createOperation(
      {
        kind: 'drain',
        workerIds: workers.map(({ workerId }) => workerId),
        reason: reason?.trim() ? reason : DEFAULT_REASON,
      },
      caller,
    );
    this.capacity.expireFigures();
    if (!('operation' in answer)) throw new Error('The operation was only previewed');
    return answer.operation;
  }
}
