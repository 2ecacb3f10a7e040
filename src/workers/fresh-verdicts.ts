import { Injectable } from '@nestjs/common';
import { WorkerHealthMonitorService } from '../health/worker-health-monitor.service.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { WorkerStore } from '../fleet/store/worker.store.js';
import type { WorkerState } from '../fleet/worker.js';

/**
 * Judges workers at once that have just given a sign of life, so that they need not wait for the next sweep
 * to be healthy.
 */
@Injectable()
export class FreshVerdicts {
  constructor(
    private readonly monitor: WorkerHealthMonitorService,
    private readonly store: WorkerStore,
  ) {}

  /**
   * Returns their new states by id. If the database becomes unavailable meanwhile, returns none and leaves
   * them to the next sweep.
   */
  async judgeWorkers(ids: readonly string[]): Promise<ReadonlyMap<string, WorkerState>> {
    return this.after(ids, () => this.monitor.judgeWorkers(ids));
  }

  /** Does the same for a worker that an operator activates: FAILED is lifted if all checks pass. */
  async liftFailed(id: string, actor: string): Promise<WorkerState | undefined> {
    return (await this.after([id], () => this.monitor.liftFailed([id], actor))).get(id);
  }

  private async after(
    ids: readonly string[],
    judge: () => Promise<void>,
  ): Promise<ReadonlyMap<string, WorkerState>> {
    if (ids.length === 0) return new Map();
    try {
      await judge();
      return await this.store.readStates(ids);
    } catch (error) {
      if (error instanceof DomainError) return new Map();
      throw error;
    }
  }
}
