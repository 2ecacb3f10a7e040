import { Module } from '@nestjs/common';
import { DetectionModule } from '../detection/detection.module.js';
import { HealthModule } from '../health/health.module.js';
import { FleetModule } from '../fleet/fleet.module.js';
import { ManualRound } from './manual-round.js';
import { ProbeMetrics } from './probe-metrics.js';
import { Prober } from './prober.js';
import { Probes } from './probes.js';
import { ReconnectionController } from './reconnection.controller.js';
import { ReconnectionRounds } from './reconnection-rounds.js';
import { ReconnectionService } from './reconnection.service.js';
import { ProvenDeaths } from './proven-deaths.js';
import { DeathStore } from './store/death.store.js';
import { ProbeStore } from './store/probe.store.js';

/** Probes offline workers until they answer. */
@Module({
  imports: [DetectionModule, FleetModule, HealthModule],
  controllers: [ReconnectionController],
  providers: [
    ProbeStore,
    Prober,
    Probes,
    ProbeMetrics,
    ReconnectionRounds,
    ManualRound,
    DeathStore,
    ProvenDeaths,
    ReconnectionService,
  ],
  exports: [ReconnectionService],
})
export class ReconnectionModule {}
