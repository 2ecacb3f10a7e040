import { Global, Module } from '@nestjs/common';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { SETTINGS, type Settings } from '../config/settings.js';
import { gapToleranceMs } from './gap.js';
import { InstanceMetrics } from './instance-metrics.js';
import { Instance } from './instance.js';
import { InstanceStore } from './store/instance.store.js';

/** This process among the instances of the service. */
@Global()
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [
    InstanceStore,
    {
      provide: Instance,
      inject: [InstanceStore, SchedulerRegistry, SETTINGS],
      useFactory: (store: InstanceStore, timers: SchedulerRegistry, { worker }: Settings) =>
        Instance.begin(store, timers, gapToleranceMs(worker.heartbeatTimeoutMinutes * 60_000)),
    },
    InstanceMetrics,
  ],
  exports: [Instance, InstanceStore],
})
export class InstanceModule {}
