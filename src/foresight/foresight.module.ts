import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { CapacityController } from './capacity.controller.js';
import { CapacityHistory } from './capacity-history.js';
import { CapacityPast } from './capacity-past.service.js';
import { CapacityMetrics } from './capacity-metrics.js';
import { HourlyStepRetention, ShortStepRetention } from './capacity-retention.js';
import { CapacityService } from './capacity.service.js';
import { LeaveService } from './leave.service.js';
import { Leavers } from './leavers.js';
import { PoolForecasts } from './pool-forecasts.js';
import { Pools } from './pools.js';
import { CapacityStore } from './store/capacity.store.js';
import { TrendStore } from './warnings/store/trend.store.js';
import { WarningStore } from './warnings/store/warning.store.js';
import { WarningMetrics } from './warnings/warning-metrics.js';
import { TrendRetention, WarningRetention } from './warnings/warning-retention.js';
import { WarningWatch } from './warnings/warning-watch.js';
import { WarningsController } from './warnings/warnings.controller.js';
import { WarningsService } from './warnings/warnings.service.js';

/** Whether there will be enough slots, and which workers to take away. */
@Module({
  imports: [FleetModule, JobsModule, OperationsModule, SchedulingModule],
  controllers: [CapacityController, WarningsController],
  providers: [
    CapacityStore,
    TrendStore,
    WarningStore,
    WarningsService,
    WarningWatch,
    WarningMetrics,
    WarningRetention,
    TrendRetention,
    Pools,
    PoolForecasts,
    Leavers,
    CapacityService,
    CapacityPast,
    LeaveService,
    CapacityHistory,
    CapacityMetrics,
    ShortStepRetention,
    HourlyStepRetention,
  ],
  exports: [CapacityService],
})
export class ForesightModule {}
