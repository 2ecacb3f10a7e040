import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { ZoneWatch } from './zone-watch.js';

/** Detects workers that are late. */
@Module({
  imports: [FleetModule, StatisticsModule],
  providers: [ZoneWatch],
  exports: [ZoneWatch],
})
export class DetectionModule {}
