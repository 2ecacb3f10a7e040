import { Module, type DynamicModule } from '@nestjs/common';
import { McpModule } from './mcp/mcp.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { EurekaModule } from './facades/eureka/eureka.module.js';
import type { Settings } from './platform/config/settings.js';
import { MetricsController } from './server/metrics.controller.js';
import { RootHealthController } from './server/root-health.controller.js';
import { ProbesController } from './server/probes.controller.js';
import { MetricsPage } from './server/metrics-page.js';
import { Readiness } from './server/readiness.js';
import { TlsFiles } from './server/tls-files.js';
import { TlsRotation } from './server/tls-rotation.js';
import { WorkerRegistrationModule } from './worker-registration.module.js';

/** The server: the module of workers, and what only a server of its own has. */
@Module({
  imports: [StatisticsModule],
  controllers: [RootHealthController, ProbesController, MetricsController],
  providers: [Readiness, MetricsPage],
})
export class AppModule {
  /** @param files the certificate that is served, where HTTPS is */
  static forRoot(loadedSettings: Settings, files?: TlsFiles): DynamicModule {
    return {
      module: AppModule,
      imports: [
        WorkerRegistrationModule.forRoot({ loadedSettings }),
        ...(loadedSettings.mcp.enabled ? [McpModule] : []),
        ...(loadedSettings.eureka.enabled ? [EurekaModule] : []),
      ],
      providers: files === undefined ? [] : [{ provide: TlsFiles, useValue: files }, TlsRotation],
    };
  }
}
