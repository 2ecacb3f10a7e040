import { Module, type NestModule } from '@nestjs/common';
import { HealthModule } from '../health/health.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { AccessGuard } from '../identity/access/access.guard.js';
import { Admission } from '../identity/access/admission.js';
import { EarlyAccess } from '../identity/access/early-access.js';
import { BatchesInHand } from '../platform/batch/batches-in-hand.js';
import { BatchRoutes } from '../platform/http/batch-routes.js';
import { ShortRoutes } from '../platform/http/short-routes.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { RegistrationAttempts } from './attempts/registration-attempts.js';
import { CacheMetrics } from './cache-metrics.js';
import { ContestedNames } from './contested-names.js';
import { Departures } from './departures.js';
import { DescriptionCache } from './description.cache.js';
import { DiscoveryController } from './discovery/discovery.controller.js';
import { Discovery } from './discovery/discovery.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { FencedWorkers } from './fenced-workers.js';
import { FleetSize } from './heartbeats/fleet-size.js';
import { HeartbeatAdvice } from './heartbeats/heartbeat-advice.js';
import { HeartbeatBatches } from './heartbeats/heartbeat-batches.js';
import { HeartbeatFaults } from './heartbeats/heartbeat-faults.js';
import { HeartbeatIntake } from './heartbeats/heartbeat-intake.js';
import { HeartbeatLanes } from './heartbeats/heartbeat-lanes.js';
import { HeartbeatMetrics } from './heartbeats/heartbeat-metrics.js';
import { HeartbeatRefusals } from './heartbeats/heartbeat-refusals.js';
import { NamesCache } from './names.cache.js';
import { OrdersController } from './orders.controller.js';
import { Orders } from './orders.js';
import { Purge } from './purge.js';
import { Registrar } from './registrar.js';
import { RegistrationMetrics } from './registration-metrics.js';
import { RegistrationRights } from './registration-rights.js';
import { Revoking } from './revoking.js';
import { WorkersStoreModule } from './store/workers-store.module.js';
import { WorkerBatches } from './worker-batches.js';
import { WorkerList } from './worker-list.js';
import { WorkerReader } from './worker.reader.js';
import { WorkerTokens } from './worker-tokens.js';
import { WorkerTokensController } from './worker-tokens.controller.js';
import { WorkerRegistrationController } from './worker-registration.controller.js';
import { WorkerRegistrationService } from './worker-registration.service.js';

/** Workers register, send heartbeats and leave. */
@Module({
  imports: [WorkersStoreModule, HealthModule, SchedulingModule, IdentityModule],
  controllers: [DiscoveryController, WorkerRegistrationController, OrdersController, WorkerTokensController],
  providers: [
    BatchRoutes,
    BatchesInHand,
    WorkerBatches,
    ShortRoutes,
    WorkerRegistrationService,
    RegistrationRights,
    Registrar,
    ContestedNames,
    HeartbeatFaults,
    HeartbeatRefusals,
    HeartbeatIntake,
    HeartbeatBatches,
    HeartbeatLanes,
    HeartbeatMetrics,
    HeartbeatAdvice,
    FleetSize,
    FreshVerdicts,
    FencedWorkers,
    Departures,
    WorkerTokens,
    Revoking,
    Orders,
    Purge,
    WorkerReader,
    WorkerList,
    Discovery,
    RegistrationAttempts,
    NamesCache,
    DescriptionCache,
    CacheMetrics,
    RegistrationMetrics,
  ],
  exports: [WorkerRegistrationService, FencedWorkers, NamesCache],
})
export class WorkersModule implements NestModule {
  constructor(
    private readonly batchRoutes: BatchRoutes,
    private readonly shortRoutes: ShortRoutes,
    private readonly earlyAccess: EarlyAccess,
    private readonly admission: Admission,
    private readonly attempts: RegistrationAttempts,
    private readonly heartbeatRefusals: HeartbeatRefusals,
    private readonly guard: AccessGuard,
  ) {}

  /** Nest calls this between having the HTTP adapter and adding the routes. */
  configure(): void {
    this.admission.countRefusalsBy((refusal, address) => this.attempts.countRefusal(refusal, address));
    this.earlyAccess.prepare();
    this.heartbeatRefusals.prepare();
    this.batchRoutes.prepare();
    this.shortRoutes.prepare(this.guard);
  }
}
