import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { ObservationMetrics } from './observation-metrics.js';
import { ObservationsController } from './observations.controller.js';
import { Observations } from './observations.js';
import { ObservationStore } from './store/observation.store.js';
import { ZoneWatch } from './zone-watch.js';

/** Detects workers that are late, or that schedulers cannot reach. */
@Module({
  imports: [FleetModule, StatisticsModule],
  controllers: [ObservationsController],
  providers: [Observations, ObservationMetrics, ObservationStore, ZoneWatch],
  exports: [ZoneWatch],
})
export class DetectionModule {}
