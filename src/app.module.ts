import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { StatisticsModule } from './health/statistics/statistics.module.js';
import type { Settings } from './platform/config/settings.js';
import { MetricsController } from './server/metrics.controller.js';
import { RootHealthController } from './server/root-health.controller.js';
import { ProbesController } from './server/probes.controller.js';
import { Readiness } from './server/readiness.js';
import { WorkerRegistrationModule } from './worker-registration.module.js';

/** The server: the module of workers, and what only a server of its own has. */
@Module({
  imports: [StatisticsModule, TerminusModule.forRoot({ logger: false })],
  controllers: [RootHealthController, ProbesController, MetricsController],
  providers: [Readiness],
})
export class AppModule {
  static forRoot(loadedSettings: Settings): DynamicModule {
    return { module: AppModule, imports: [WorkerRegistrationModule.forRoot({ loadedSettings })] };
  }
}
