import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { HealthModule } from '../health/health.module.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { ObservationExpiry } from './observation-expiry.js';
import { ObservationLanes } from './observation-lanes.js';
import { ObservationMetrics } from './observation-metrics.js';
import { ObservationsController } from './observations.controller.js';
import { Observations } from './observations.js';
import { ObservationStore } from './store/observation.store.js';
import { SuspectStore } from './store/suspect.store.js';
import { LeaseWatch } from './watch/lease-watch.service.js';
import { ZoneWatch } from './zone-watch.js';

/** Detects workers that are late, whose lease has ended, or that schedulers cannot reach. */
@Module({
  imports: [FleetModule, HealthModule, SchedulingModule, StatisticsModule],
  controllers: [ObservationsController],
  providers: [
    Observations,
    ObservationLanes,
    ObservationMetrics,
    ObservationStore,
    ObservationExpiry,
    SuspectStore,
    LeaseWatch,
    ZoneWatch,
  ],
  exports: [LeaseWatch, ZoneWatch],
})
export class DetectionModule {}
