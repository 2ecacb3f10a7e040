import { Module, type NestModule } from '@nestjs/common';
import { DetectionModule } from '../detection/detection.module.js';
import { HealthModule } from '../health/health.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { AccessGuard } from '../identity/access/access.guard.js';
import { Admission } from '../identity/access/admission.js';
import { EarlyAccess } from '../identity/access/early-access.js';
import { BatchesInHand } from '../platform/batch/batches-in-hand.js';
import { UnreadAnswers } from '../platform/batch/unread-answers.js';
import { BatchRoutes } from '../platform/http/batch-routes.js';
import { Uncached } from '../platform/http/uncached.js';
import { ShortRoutes } from '../platform/http/short-routes.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { RegistrationAttempts } from './registration/attempts/registration-attempts.js';
import { ContestedNames } from './registration/contested-names.js';
import { Departures } from './departures/departures.js';
import { DiscoveryController } from './listing/discovery/discovery.controller.js';
import { Discovery } from './listing/discovery/discovery.js';
import { GroupsController } from './listing/groups/groups.controller.js';
import { WorkerGroupsStore } from './listing/groups/store/worker-groups.store.js';
import { WorkerGroups } from './listing/groups/worker-groups.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { FleetSize } from './heartbeats/fleet-size.js';
import { HeartbeatAdvice } from './heartbeats/heartbeat-advice.js';
import { HeartbeatBatches } from './heartbeats/heartbeat-batches.js';
import { HeartbeatFaults } from './heartbeats/heartbeat-faults.js';
import { HeartbeatIntake } from './heartbeats/heartbeat-intake.js';
import { HeartbeatLanes } from './heartbeats/heartbeat-lanes.js';
import { HeartbeatMetrics } from './heartbeats/heartbeat-metrics.js';
import { OutageWait } from './heartbeats/outage-wait.js';
import { ChangedWorkers } from './heartbeats/unchanged/changed-workers.js';
import { LeaseMoves } from './heartbeats/unchanged/lease-moves.js';
import { ChangedWorkerStore } from './heartbeats/unchanged/store/changed-workers.store.js';
import { StoredStates } from './heartbeats/unchanged/stored-states.js';
import { UnchangedBeats } from './heartbeats/unchanged/unchanged-beats.js';
import { SessionBeats } from './heartbeats/session-beats.service.js';
import { HeartbeatRefusals } from './heartbeats/heartbeat-refusals.js';
import { Acknowledgements } from './losses/acknowledgements.js';
import { LossesController } from './losses/losses.controller.js';
import { Restoring } from './losses/restoring.js';
import { LossStore } from './losses/store/loss.store.js';
import { OrdersController } from './orders/orders.controller.js';
import { Orders } from './orders/orders.js';
import { OverridesController } from './overrides/overrides.controller.js';
import { WorkerOverrides } from './overrides/overrides.js';
import { OverrideStore } from './overrides/store/override.store.js';
import { Purge } from './departures/purge.js';
import { Registrar } from './registration/registrar.js';
import { RegistrationBatches } from './registration/registration-batches.js';
import { RegistrationMetrics } from './registration/registration-metrics.js';
import { RegistrationRights } from './registration/registration-rights.js';
import { RegistrationLanes } from './registration/registration-lanes.js';
import { RegistrationWriter } from './registration/registration-writer.js';
import { Revoking } from './credentials/revoking.js';
import { FleetModule } from '../fleet/fleet.module.js';
import { JournalModule } from '../journal/journal.module.js';
import { RevokeStore } from './credentials/store/revoke.store.js';
import { TokenStore } from './credentials/store/token.store.js';
import { DepartureStore } from './departures/store/departure.store.js';
import { HeartbeatFaultStore } from './heartbeats/store/heartbeat-fault.store.js';
import { LeaseStore } from './heartbeats/store/lease.store.js';
import { TargetStore } from './listing/store/target.store.js';
import { FilterConditions } from './listing/store/filter-conditions.js';
import { SortedListStore } from './listing/store/sorted-list.store.js';
import { WorkerListStore } from './listing/store/worker-list.store.js';
import { OrderStore } from './orders/store/order.store.js';
import { CreationStore } from './registration/store/creation.store.js';
import { RegistrationStore } from './registration/store/registration.store.js';
import { TakeoverStore } from './registration/store/takeover.store.js';
import { Takeovers } from './registration/store/takeovers.js';
import { WorkerChanges } from './changes/worker-changes.service.js';
import { WorkerSelection } from './listing/worker-selection.service.js';
import { WorkerBatches } from './batches/worker-batches.js';
import { WorkerList } from './listing/worker-list.js';
import { WorkerTokens } from './credentials/worker-tokens.js';
import { WorkerTokensController } from './credentials/worker-tokens.controller.js';
import { ConfigController } from './config.controller.js';
import { DeparturesController } from './departures/departures.controller.js';
import { HeartbeatsController } from './heartbeats/heartbeats.controller.js';
import { WorkerReading } from './listing/worker-reading.js';
import { WorkersController } from './listing/workers.controller.js';
import { RegistrationController } from './registration/registration.controller.js';
import { WorkerRegistrationService } from './worker-registration.service.js';

/** Registration, heartbeats, departures, orders and lists of workers. */
@Module({
  imports: [FleetModule, HealthModule, DetectionModule, SchedulingModule, IdentityModule, JournalModule],
  // Express asks routes in this order: those with a fixed path come before `:workerId`.
  controllers: [
    DiscoveryController,
    GroupsController,
    ConfigController,
    RegistrationController,
    HeartbeatsController,
    DeparturesController,
    OrdersController,
    LossesController,
    WorkerTokensController,
    OverridesController,
    WorkersController,
  ],
  providers: [
    RegistrationStore,
    CreationStore,
    Takeovers,
    TakeoverStore,
    LeaseStore,
    HeartbeatFaultStore,
    DepartureStore,
    OrderStore,
    LossStore,
    OverrideStore,
    TokenStore,
    RevokeStore,
    TargetStore,
    WorkerListStore,
    FilterConditions,
    SortedListStore,
    WorkerGroups,
    WorkerGroupsStore,
    BatchRoutes,
    Uncached,
    BatchesInHand,
    UnreadAnswers,
    WorkerBatches,
    ShortRoutes,
    WorkerRegistrationService,
    RegistrationRights,
    RegistrationLanes,
    RegistrationWriter,
    Registrar,
    RegistrationBatches,
    ContestedNames,
    HeartbeatFaults,
    HeartbeatRefusals,
    HeartbeatIntake,
    SessionBeats,
    HeartbeatBatches,
    HeartbeatLanes,
    OutageWait,
    UnchangedBeats,
    StoredStates,
    ChangedWorkers,
    ChangedWorkerStore,
    LeaseMoves,
    HeartbeatMetrics,
    HeartbeatAdvice,
    FleetSize,
    FreshVerdicts,
    Departures,
    WorkerTokens,
    Revoking,
    Orders,
    Acknowledgements,
    Restoring,
    WorkerOverrides,
    Purge,
    WorkerList,
    WorkerReading,
    WorkerSelection,
    WorkerChanges,
    Discovery,
    RegistrationAttempts,
    RegistrationMetrics,
  ],
  exports: [WorkerRegistrationService, SessionBeats, WorkerSelection, WorkerChanges],
})
export class WorkersModule implements NestModule {
  constructor(
    private readonly batchRoutes: BatchRoutes,
    private readonly uncached: Uncached,
    private readonly shortRoutes: ShortRoutes,
    private readonly earlyAccess: EarlyAccess,
    private readonly admission: Admission,
    private readonly attempts: RegistrationAttempts,
    private readonly heartbeatRefusals: HeartbeatRefusals,
    private readonly guard: AccessGuard,
  ) {}

  /** Nest calls this after creating the HTTP adapter and before adding the routes. */
  configure(): void {
    this.admission.countRefusalsBy((refusal, address) => this.attempts.countRefusal(refusal, address));
    this.earlyAccess.addHooks();
    this.uncached.addHooks();
    this.heartbeatRefusals.addHooks();
    this.batchRoutes.addHooks();
    this.shortRoutes.addHooks(this.guard);
  }
}
