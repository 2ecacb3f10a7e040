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
 * Watches the fleet: judges workers each interval, counts consecutive failures, marks workers as recovered,
 * and cleans up those that stay FAILED. A `name` is a worker's workerId or its id. Failures are
 * `DomainError`s with a code of the error table.
 */
@Injectable()
export class WorkerHealthMonitorService {
  constructor(
    private readonly monitor: HealthMonitor,
    private readonly sweep: Sweep,
    private readonly cleanup: Cleanup,
    private readonly health: WorkerHealthService,
  ) {}

  /** Sweeps the fleet now, on whichever instance; failures count at most once per half interval. */
  performHealthMonitoring(): Promise<SweepAnswerDto> {
    return this.monitor.sweepNow();
  }

  /**
   * Returns the current health of one worker; changes nothing.
   * @throws DomainError `worker_not_registered`
   */
  async performWorkerHealthCheck(name: string): Promise<WorkerHealthDto> {
    const report = isStorable(name) ? await this.health.reportByName(name) : undefined;
    if (report === undefined) throw new DomainError('worker_not_registered');
    return report;
  }

  /**
   * Cleans up workers that are FAILED for longer than `cleanup-threshold-minutes`.
   * @param options.dryRun only reports what it would clean up, and why
   * @param options.actor the caller's name in the journal
   * @param options.only ids of the workers that may be cleaned up; all unless given
   */
  performFailedWorkerCleanup({
    dryRun = false,
    actor = 'operator',
    only,
  }: { dryRun?: boolean; actor?: string; only?: readonly string[] } = {}): Promise<CleanupAnswerDto> {
    return dryRun ? this.cleanup.previewCleanup() : this.cleanup.cleanUp(actor, only);
  }

  /** Judges workers whose silence has just ended at once, instead of at the next sweep. */
  async judgeWorkers(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.sweep.judgeWorkers(ids, await this.monitor.currentRound());
  }

  /** Judges workers whose lease has ended at once; none is FAILED by it, whichever rounds count. */
  async judgeEnded(ids: readonly string[]): Promise<void> {
    await this.sweep.judgeEnded(ids, await this.monitor.currentRound());
  }

  /**
   * Judges workers at once; those that pass all checks are no longer FAILED, even without automatic recovery.
   * @param actor name in the journal of the caller that lifts FAILED
   */
  async liftFailed(ids: readonly string[], actor = 'operator'): Promise<void> {
    await this.sweep.judgeWorkers(ids, await this.monitor.currentRound(), actor);
  }
}
