import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { HealthModule } from '../health/health.module.js';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { ObservationMetrics } from './observation-metrics.js';
import { ObservationsController } from './observations.controller.js';
import { Observations } from './observations.js';
import { ObservationStore } from './store/observation.store.js';
import { SuspectStore } from './store/suspect.store.js';
import { LeaseWatch } from './watch/lease-watch.service.js';
import { ZoneWatch } from './zone-watch.js';

/** Detects workers that are late, whose lease has ended, or that schedulers cannot reach. */
@Module({
  imports: [FleetModule, HealthModule, StatisticsModule],
  controllers: [ObservationsController],
  providers: [Observations, ObservationMetrics, ObservationStore, SuspectStore, LeaseWatch, ZoneWatch],
  exports: [LeaseWatch, ZoneWatch],
})
export class DetectionModule {}
