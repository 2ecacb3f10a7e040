import { Injectable } from '@nestjs/common';
import { isStorable } from '../platform/validation/rule.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { Cleanup } from './cleanup.js';
import type { CleanupAnswerDto } from './dto/cleanup.dto.js';
import type { SweepAnswerDto } from './dto/sweep.dto.js';
import type { WorkerHealthDto } from './dto/worker-health.dto.js';
import { HealthMonitor } from './health-monitor.js';
import { Sweep } from './sweep.js';
import { WorkerHealthService } from './worker-health.service.js';

/**
 * Watches the fleet: judges workers each interval, counts consecutive failures, lets the well recover, cleans up the dead.
 * A `name` is a worker's workerId or its id. What fails is a `DomainError` with a code of the error table.
 */
@Injectable()
export class WorkerHealthMonitorService {
  constructor(
    private readonly monitor: HealthMonitor,
    private readonly sweep: Sweep,
    private readonly cleanup: Cleanup,
    private readonly health: WorkerHealthService,
  ) {}

  /** Sweeps over the fleet now, whoever else does; failures count at most once in half an interval. */
  performHealthMonitoring(): Promise<SweepAnswerDto> {
    return this.monitor.sweepNow();
  }

  /**
   * The health of one worker as it is now; changes nothing.
   * @throws DomainError `worker_not_registered`
   */
  async performWorkerHealthCheck(name: string): Promise<WorkerHealthDto> {
    const report = isStorable(name) ? await this.health.reportByName(name) : undefined;
    if (report === undefined) throw new DomainError('worker_not_registered');
    return report;
  }

  /**
   * Cleans up workers that are FAILED for longer than `cleanup-threshold-minutes`.
   * @param options.dryRun only says what it would clean up, and why
   * @param options.actor who asks for it, as the journal names them
   */
  performFailedWorkerCleanup({ dryRun = false, actor = 'operator' } = {}): Promise<CleanupAnswerDto> {
    return dryRun ? this.cleanup.preview() : this.cleanup.cleanUp(actor);
  }

  /** Judges workers at once, whose silence has just ended, instead of at the next sweep. */
  async judge(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.sweep.judge(ids, await this.monitor.currentRound());
  }

  /**
   * Judges workers at once; who passes all checks is no longer FAILED, also where none recovers by itself.
   * @param actor who lifts it, as the journal names them
   */
  async lift(ids: readonly string[], actor = 'operator'): Promise<void> {
    await this.sweep.judge(ids, await this.monitor.currentRound(), actor);
  }
}
