import { Module } from '@nestjs/common';
import { SystemHealthController } from './system-health.controller.js';
import { HealthStore } from './store/health.store.js';
import { SystemStatisticsService } from './system-statistics.service.js';
import { WorkerHealthService } from './worker-health.service.js';

/** How the workers and the fleet are. */
@Module({
  controllers: [SystemHealthController],
  providers: [HealthStore, SystemStatisticsService, WorkerHealthService],
  exports: [SystemStatisticsService, WorkerHealthService],
})
export class HealthModule {}
