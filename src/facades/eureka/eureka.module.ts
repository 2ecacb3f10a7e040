import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/identity.module.js';
import { JournalModule } from '../../journal/journal.module.js';
import { WorkersModule } from '../../workers/workers.module.js';
import { Answers } from './answers.js';
import { EurekaDiscovery } from './discovery.service.js';
import { EurekaAppsController } from './eureka-apps.controller.js';
import { EurekaInstancesController } from './eureka-instances.controller.js';
import { EurekaInstances } from './eureka-instances.service.js';
import { InitialSync } from './peers/initial-sync.js';
import { OutgoingReplication } from './peers/outgoing-replication.js';
import { PeerMetrics } from './peers/peer-metrics.js';
import { InstanceRegistry } from './registry.js';
import { RegistryFeed } from './registry-feed.js';
import { Replication } from './replication.service.js';
import { FleetStore } from './store/fleet.store.js';
import { InstanceStore } from './store/instance.store.js';

/** Eureka's protocol, for clients that know no other. */
@Module({
  imports: [IdentityModule, JournalModule, WorkersModule],
  controllers: [EurekaAppsController, EurekaInstancesController],
  providers: [
    Answers,
    EurekaDiscovery,
    EurekaInstances,
    FleetStore,
    InitialSync,
    InstanceRegistry,
    InstanceStore,
    OutgoingReplication,
    PeerMetrics,
    RegistryFeed,
    Replication,
  ],
})
export class EurekaModule {}
