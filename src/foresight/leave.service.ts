import { Injectable } from '@nestjs/common';
import type { Caller } from '../identity/access/caller.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { counted } from '../platform/text/counted.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { WorkerRegistrationService } from '../workers/worker-registration.service.js';
import { CapacityService } from './capacity.service.js';
import { LeaveRequestDto, type LeaveAnswerDto, type LeftWorkerDto } from './dto/leave.dto.js';
import { Leavers } from './leavers.js';
import type { Leaving } from './leaving.js';
import { FLEET } from './pools.js';
import { slotsOf } from './slots.js';
import { CapacityStore } from './store/capacity.store.js';

/** Drains in progress at the same time. */
const ABREAST = 8;

/** Drains the workers of a pool that can be taken away first. */
@Injectable()
export class LeaveService {
  constructor(
    private readonly store: CapacityStore,
    private readonly capacity: CapacityService,
    private readonly leavers: Leavers,
    private readonly workers: WorkerRegistrationService,
  ) {}

  /**
   * Never leaves fewer workers than the minimum of the pool.
   * @throws DomainError `validation_failed`
   */
  async takeAway(body: unknown, caller?: Caller): Promise<LeaveAnswerDto> {
    const { value, warnings } = requireCommand(LeaveRequestDto, body);
    const { count, pool: name = FLEET, reason, dryRun = false } = value;
    const pool = this.capacity.poolOf(name);
    const [now, rows] = await Promise.all([this.store.readClock(), this.store.countCapacity()]);
    const slots = slotsOf(rows, pool.name, 0);
    const allowed = Math.min(count, Math.max(0, slots.workers - pool.minWorkers));
    const chosen = allowed === 0 ? [] : await this.leavers.choose(pool, slots.byZone, allowed, now);
    const left = dryRun
      ? chosen.map((each) => ({ ...each, drained: false, error: null }))
      : await this.drain(chosen, reason, caller);
    const bound =
      allowed < count && pool.minWorkers > 0 ? `; the minimum of the pool is ${pool.minWorkers}` : '';
    const sentence = dryRun
      ? `${counted(left.length, 'worker')} would drain`
      : `${counted(left.filter(({ drained }) => drained).length, 'worker')} set to drain`;
    return withWarnings({ success: true, message: `${sentence}${bound}`, dryRun, workers: left }, warnings);
  }

  private async drain(
    chosen: readonly Leaving[],
    reason: string | undefined,
    caller: Caller | undefined,
  ): Promise<LeftWorkerDto[]> {
    const left: LeftWorkerDto[] = [];
    for (let from = 0; from < chosen.length; from += ABREAST)
      left.push(
        ...(await Promise.all(
          chosen.slice(from, from + ABREAST).map((each) => this.drainOne(each, reason, caller)),
        )),
      );
    this.capacity.expireFigures();
    return left;
  }

  /** A worker that left in the meantime is named with the error; the others drain nevertheless. */
  private async drainOne(
    each: Leaving,
    reason: string | undefined,
    caller: Caller | undefined,
  ): Promise<LeftWorkerDto> {
    try {
      await this.workers.drainWorker(each.workerId, reason === undefined ? {} : { reason }, caller);
      return { ...each, drained: true, error: null };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { ...each, drained: false, error: error.message };
    }
  }
}
