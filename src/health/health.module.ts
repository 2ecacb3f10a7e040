import { Module } from '@nestjs/common';
import { SystemHealthController } from './system-health.controller.js';
import { HealthStore } from './store/health.store.js';
import { StatisticsStore } from './statistics/store/statistics.store.js';
import { SystemStatisticsService } from './statistics/system-statistics.service.js';
import { WorkerHealthMonitorService } from './worker-health-monitor.service.js';
import { WorkerHealthService } from './worker-health.service.js';

/** How the workers and the fleet are. */
@Module({
  controllers: [SystemHealthController],
  providers: [
    HealthStore,
    StatisticsStore,
    SystemStatisticsService,
    WorkerHealthService,
    WorkerHealthMonitorService,
  ],
  exports: [SystemStatisticsService, WorkerHealthService, WorkerHealthMonitorService],
})
export class HealthModule {}
