import { Module, type DynamicModule } from '@nestjs/common';
import type { HealthCheck } from './check.js';
import type { WorkerCheck } from './worker-check.js';
import { CustomChecks } from './checks.js';

/** Provides the health checks of an application to the services that judge workers. */
@Module({})
export class CustomChecksModule {
  static of(checks: readonly (HealthCheck | WorkerCheck)[]): DynamicModule {
    return {
      module: CustomChecksModule,
      global: true,
      providers: [{ provide: CustomChecks, useFactory: () => new CustomChecks(checks) }],
      exports: [CustomChecks],
    };
  }
}
