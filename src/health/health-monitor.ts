import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties, type Duty } from '../platform/scheduling/duties.js';
import type { SweepAnswerDto } from './dto/sweep.dto.js';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import { Judgements } from './store/judgements.js';
import { SweepStore } from './store/sweep.store.js';
import type { Changes } from './store/judgement.store.js';
import { SweepMetrics } from './sweep-metrics.js';
import { Sweep, describeChanges } from './sweep.js';
import { WorkerChecks } from './worker-checks.js';

const NAME = 'sweep';

/** Runs a sweep each interval and on request. */
@Injectable()
export class HealthMonitor implements OnApplicationBootstrap {
  private readonly logger = new Logger('Sweep');
  private readonly intervalMs: number;
  private asked: Promise<SweepAnswerDto> | undefined;

  constructor(
    private readonly sweep: Sweep,
    private readonly sweeps: SweepStore,
    private readonly checks: WorkerChecks,
    private readonly judgements: Judgements,
    private readonly statistics: SystemStatisticsService,
    private readonly duties: Duties,
    private readonly metrics: SweepMetrics,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.intervalMs = worker.healthCheckIntervalMs;
  }

  onApplicationBootstrap(): void {
    this.duties.addDuty(this.duty('schedule', () => undefined));
  }

  /**
   * Sweeps now. Failures count only if the last sweep was at least half an interval ago, so that frequent
   * requests fail no worker. Callers during a sweep get the result of that sweep.
   */
  sweepNow(): Promise<SweepAnswerDto> {
    return (this.asked ??= this.sweepAsked().finally(() => (this.asked = undefined)));
  }

  private async sweepAsked(): Promise<SweepAnswerDto> {
    const start = performance.now();
    let done: { round: number; changes: Changes } | undefined;
    const duty = this.duty('request', (round, changes) => (done = { round, changes }));
    const counted = await this.duties.runNow(duty, this.intervalMs / 2);
    done ??= await this.again();
    return {
      success: true,
      message: describeChanges(done.changes) ?? 'No worker changed',
      round: done.round,
      counted,
      ...done.changes,
      durationMs: Math.round(performance.now() - start),
      statistics: await this.statistics.readStatistics(),
    };
  }

  /** Returns the round of the last sweep; 0 before the first. */
  currentRound(): Promise<number> {
    return this.duties.currentRound(NAME);
  }

  private async again(): Promise<{ round: number; changes: Changes }> {
    const round = await this.currentRound();
    const changes = await this.judgements.runWithFallback(() => this.sweep.repeatJudgement(round));
    // If nothing changed, the shared figures are recent enough: frequent requests must not cause a count each
    // time.
    if (describeChanges(changes) !== undefined) await this.statistics.takeSnapshot();
    return { round, changes };
  }

  private duty(cause: 'schedule' | 'request', done: (round: number, changes: Changes) => void): Duty {
    return {
      name: NAME,
      intervalMs: this.intervalMs,
      catchesUp: true,
      run: async (round) => {
        await this.sweeps.beginSweep(round, cause);
        await this.checks.askChecks();
        const changes = await this.metrics.recordSweep(() =>
          this.judgements.runWithFallback(() => this.sweep.countFailures(round)),
        );
        const description = describeChanges(changes);
        if (description !== undefined) this.logger.log(description);
        await this.sweeps.finishSweep(round, await this.statistics.takeSnapshot());
        done(round, changes);
      },
    };
  }
}
