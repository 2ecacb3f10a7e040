import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsStoreModule } from '../../jobs/store/jobs-store.module.js';
import { CONNECTION } from '../../platform/database/data-source-options.js';
import { LeaseStore } from './lease.store.js';
import { RegistrationStore } from './registration.store.js';
import { OrderStore } from './order.store.js';
import { Takeovers } from './takeovers.js';
import { TokenStore } from './token.store.js';
import { WorkerListStore } from './worker-list.store.js';
import { WorkerEntity } from './worker.entity.js';
import { WorkerStore } from './worker.store.js';

/** The tables of the workers; nobody else reads or writes them. */
@Module({
  imports: [TypeOrmModule.forFeature([WorkerEntity], CONNECTION), JobsStoreModule],
  providers: [Takeovers, RegistrationStore, LeaseStore, OrderStore, TokenStore, WorkerStore, WorkerListStore],
  exports: [RegistrationStore, LeaseStore, OrderStore, TokenStore, WorkerStore, WorkerListStore],
})
export class WorkersStoreModule {}
