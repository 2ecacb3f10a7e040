import { Module } from '@nestjs/common';
import { JobsStoreModule } from '../../jobs/store/jobs-store.module.js';
import { HeartbeatFaultStore } from './heartbeat-fault.store.js';
import { LeaseStore } from './lease.store.js';
import { RegistrationStore } from './registration.store.js';
import { OrderStore } from './order.store.js';
import { RevokeStore } from './revoke.store.js';
import { Takeovers } from './takeovers.js';
import { TakeoverStore } from './takeover.store.js';
import { TokenStore } from './token.store.js';
import { WorkerListStore } from './worker-list.store.js';
import { WorkerStore } from './worker.store.js';

const STORES = [
  RegistrationStore,
  LeaseStore,
  HeartbeatFaultStore,
  OrderStore,
  TakeoverStore,
  TokenStore,
  RevokeStore,
  WorkerStore,
  WorkerListStore,
];

/** The tables of the workers; nobody else reads or writes them. */
@Module({
  imports: [JobsStoreModule],
  providers: [Takeovers, ...STORES],
  exports: [...STORES],
})
export class WorkersStoreModule {}
