import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HealthModule } from '../health/health.module.js';
import { CONNECTION } from '../platform/database/data-source-options.js';
import { BatchRoutes } from '../platform/http/batch-routes.js';
import { RegistrationAttempts } from './attempts/registration-attempts.js';
import { Departures } from './departures.js';
import { DescriptionCache } from './description.cache.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { HeartbeatIntake } from './heartbeat-intake.js';
import { NamesCache } from './names.cache.js';
import { Registrar } from './registrar.js';
import { LeaseStore } from './store/lease.store.js';
import { RegistrationStore } from './store/registration.store.js';
import { WorkerListStore } from './store/worker-list.store.js';
import { WorkerEntity } from './store/worker.entity.js';
import { WorkerStore } from './store/worker.store.js';
import { WorkerList } from './worker-list.js';
import { WorkerReader } from './worker.reader.js';
import { WorkerRegistrationController } from './worker-registration.controller.js';
import { WorkerRegistrationService } from './worker-registration.service.js';

/** Workers register, send heartbeats and leave. */
@Module({
  imports: [TypeOrmModule.forFeature([WorkerEntity], CONNECTION), HealthModule],
  controllers: [WorkerRegistrationController],
  providers: [
    BatchRoutes,
    WorkerRegistrationService,
    Registrar,
    HeartbeatIntake,
    HeartbeatAdvice,
    Departures,
    WorkerReader,
    WorkerList,
    RegistrationAttempts,
    NamesCache,
    DescriptionCache,
    RegistrationStore,
    LeaseStore,
    WorkerStore,
    WorkerListStore,
  ],
  exports: [WorkerRegistrationService],
})
export class WorkersModule {}
