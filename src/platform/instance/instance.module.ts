import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { gapToleranceMs } from './gap.js';
import { InstanceMetrics } from './instance-metrics.js';
import { Instance } from './instance.js';
import { InstanceStore } from './store/instance.store.js';

/** This process among the instances of the service. */
@Global()
@Module({
  providers: [
    InstanceStore,
    {
      provide: Instance,
      inject: [InstanceStore, SETTINGS],
      useFactory: (store: InstanceStore, { worker }: Settings) =>
        Instance.begin(store, gapToleranceMs(worker.heartbeatTimeoutMinutes * 60_000)),
    },
    InstanceMetrics,
  ],
  exports: [Instance, InstanceStore],
})
export class InstanceModule {}
