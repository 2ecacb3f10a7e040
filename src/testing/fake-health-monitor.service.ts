import { Injectable } from '@nestjs/common';
import { askCheck, CHECKS_ABREAST } from '../health/checks/ask-check.js';
import type { SweepAnswerDto } from '../health/dto/sweep.dto.js';
import type { WorkerHealthDto } from '../health/dto/worker-health.dto.js';
import type { WorkerHealthMonitorService } from '../health/worker-health-monitor.service.js';
import { eachAbreast } from '../platform/batch/abreast.js';
import { counted } from '../platform/text/counted.js';
import { FakeFleet } from './fake-fleet.js';
import { judgeWorker, NO_CHANGES, reportOf } from './fake-health.js';
import { statisticsOf } from './fake-statistics.js';
import type { FakeWorker } from './fake-worker.js';
import { notInFake, type PublicPartOf } from './public-part.js';

/** {@link WorkerHealthMonitorService} in memory: each call of `performHealthMonitoring()` is a sweep that counts. */
@Injectable()
export class FakeWorkerHealthMonitorService implements PublicPartOf<WorkerHealthMonitorService> {
  readonly performFailedWorkerCleanup = notInFake('performFailedWorkerCleanup');
  readonly judgeEnded = notInFake('judgeEnded');
  private round = 0;

  constructor(private readonly fleet: FakeFleet) {}

  async performHealthMonitoring(): Promise<SweepAnswerDto> {
    const changes = { ...NO_CHANGES };
    await eachAbreast(this.fleet.all, CHECKS_ABREAST, (worker) => this.ask(worker));
    for (const worker of this.fleet.all) {
      const change = judgeWorker(this.fleet, worker, true);
      if (change !== undefined) changes[change] += 1;
    }
    const changed = changes.unhealthy + changes.failed + changes.recovered;
    return {
      success: true,
      message: changed === 0 ? 'No worker changed' : `${counted(changed, 'worker')} changed`,
      round: (this.round += 1),
      counted: true,
      ...changes,
      durationMs: 0,
      statistics: statisticsOf(this.fleet),
    };
  }

  async performWorkerHealthCheck(name: string): Promise<WorkerHealthDto> {
    return reportOf(this.fleet, this.fleet.requireWorker(name));
  }

  async judgeWorkers(ids: readonly string[]): Promise<void> {
    for (const id of ids) judgeWorker(this.fleet, this.fleet.requireWorker(id), false);
  }

  async liftFailed(ids: readonly string[]): Promise<void> {
    await this.judgeWorkers(ids);
  }

  /** Checks of the application; one that fails itself finds nothing. */
  private async ask(worker: FakeWorker): Promise<void> {
    const { state } = worker;
    if (state.presence !== 'PRESENT' || state.orderKind !== null) return;
    worker.findings = {};
    for (const check of this.fleet.checks)
      worker.findings[check.name] = await askCheck(check, this.fleet.dtoOf(worker)).catch(() => undefined);
  }
}
