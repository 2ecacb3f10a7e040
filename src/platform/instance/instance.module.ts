import { Global, Module } from '@nestjs/common';
import { leaseMsOf } from '../config/lease-length.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { InstanceMetrics } from './instance-metrics.js';
import { Instance } from './instance.js';
import { ClockStore } from './store/clock.store.js';
import { GapStore } from './store/gap.store.js';
import { InstanceStore } from './store/instance.store.js';

/** This process as one of the instances of the service. */
@Global()
@Module({
  providers: [
    InstanceStore,
    ClockStore,
    GapStore,
    {
      provide: Instance,
      inject: [InstanceStore, ClockStore, SETTINGS],
      useFactory: (store: InstanceStore, clock: ClockStore, { worker }: Settings) =>
        Instance.beginInstance(store, clock, leaseMsOf(worker)),
    },
    InstanceMetrics,
  ],
  exports: [Instance, InstanceStore, GapStore],
})
export class InstanceModule {}
