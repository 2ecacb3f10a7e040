import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { Duties, type Duty } from '../platform/scheduling/duties.js';
import { OperationSteps } from './operation-steps.js';
import { StepStore } from './store/step.store.js';

const INTERVAL_MS = 1000;

/** Maximum number of steps a round: heartbeats and other operations must get their turn. */
const MAX_STEPS = 25;

/**
 * Carries operations on, in rounds that belong to one instance at a time. Each operation gets one step in turn. What an
 * instance leaves unfinished, whatever the cause, the next round continues, on any instance.
 */
@Injectable()
export class OperationRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Operations');
  private readonly duty: Duty = {
    name: 'carry-on-operations',
    intervalMs: INTERVAL_MS,
    run: () => this.carryOn(),
  };
  private stopped = false;

  constructor(
    private readonly duties: Duties,
    private readonly store: StepStore,
    private readonly steps: OperationSteps,
  ) {}

  onApplicationBootstrap(): void {
    this.duties.addDuty(this.duty);
  }

  onModuleDestroy(): void {
    this.stopped = true;
  }

  /** Begins a round soon, for an operation that has just begun; its caller does not wait. */
  runSoon(): void {
    this.duties.runNow(this.duty, 0).catch((error: unknown) => logUnlessUnavailable(this.logger, error));
  }

  /** Runs one round. An operation whose step fails is left to the next round, and does not affect the others. */
  async carryOn(): Promise<void> {
    let busy = await this.store.listUnfinished();
    for (let step = 0; busy.length > 0 && step < MAX_STEPS && !this.stopped; ) {
      const progressed: string[] = [];
      for (const id of busy) {
        if (await this.attempt(id)) progressed.push(id);
        step += 1;
      }
      busy = progressed;
    }
  }

  private async attempt(id: string): Promise<boolean> {
    try {
      return await this.steps.takeStep(id);
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
      return false;
    }
  }
}
