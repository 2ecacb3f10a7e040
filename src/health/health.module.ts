import { Module } from '@nestjs/common';
import { HealthStore } from './store/health.store.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { WorkerHealthMonitorService } from './worker-health-monitor.service.js';
import { WorkerHealthService } from './worker-health.service.js';

/** How the workers and the fleet are. */
@Module({
  imports: [StatisticsModule],
  providers: [HealthStore, WorkerHealthService, WorkerHealthMonitorService],
  exports: [StatisticsModule, WorkerHealthService, WorkerHealthMonitorService],
})
export class HealthModule {}
