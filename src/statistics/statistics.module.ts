import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { FleetCount } from './fleet-count.js';
import { FleetMetrics } from './fleet-metrics.js';
import { GuardsService } from './guards.service.js';
import { HistoryController } from './history.controller.js';
import { HistoryRetention } from './history-retention.js';
import { HistoryService } from './history.service.js';
import { HistoryStore } from './store/history.store.js';
import { StatisticsStore } from './store/statistics.store.js';
import { SummaryStore } from './store/summary.store.js';
import { HealthSummaryService } from './summary.service.js';
import { SystemHealthController } from './system-health.controller.js';
import { SystemStatisticsService } from './system-statistics.service.js';

/** The figures of the fleet, now and over time. */
@Module({
  imports: [FleetModule, SchedulingModule],
  controllers: [SystemHealthController, HistoryController],
  providers: [
    StatisticsStore,
    SummaryStore,
    HistoryStore,
    FleetCount,
    FleetMetrics,
    SystemStatisticsService,
    GuardsService,
    HealthSummaryService,
    HistoryService,
    HistoryRetention,
  ],
  exports: [GuardsService, SystemStatisticsService, HealthSummaryService, HistoryService],
})
export class StatisticsModule {}
