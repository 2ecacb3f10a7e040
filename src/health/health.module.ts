import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { Cleanup } from './cleanup.js';
import { GuardSteering } from './guard-steering.js';
import { GuardsController } from './guards.controller.js';
import { Guards } from './guards.js';
import { HealthMonitorController } from './health-monitor.controller.js';
import { HealthMonitor } from './health-monitor.js';
import { CleanupStore } from './store/cleanup.store.js';
import { GuardStore } from './store/guard.store.js';
import { JudgementStore } from './store/judgement.store.js';
import { KnownGaps } from './store/known-gaps.js';
import { Judgements } from './store/judgements.js';
import { SweepStore } from './store/sweep.store.js';
import { SweepMetrics } from './sweep-metrics.js';
import { Sweep } from './sweep.js';
import { HealthStore } from './store/health.store.js';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { WorkerHealthMonitorService } from './worker-health-monitor.service.js';
import { WorkerHealthService } from './worker-health.service.js';
import { FindingStore } from './store/finding.store.js';
import { WorkerChecks } from './worker-checks.js';

/** Health of the workers and the fleet: checks, sweeps, guards and cleanups. */
@Module({
  imports: [SchedulingModule, StatisticsModule, FleetModule],
  controllers: [GuardsController, HealthMonitorController],
  providers: [
    HealthStore,
    WorkerHealthService,
    WorkerHealthMonitorService,
    HealthMonitor,
    Sweep,
    SweepMetrics,
    Guards,
    GuardSteering,
    Cleanup,
    KnownGaps,
    Judgements,
    JudgementStore,
    SweepStore,
    GuardStore,
    CleanupStore,
    FindingStore,
    WorkerChecks,
  ],
  exports: [StatisticsModule, WorkerHealthService, WorkerHealthMonitorService],
})
export class HealthModule {}
