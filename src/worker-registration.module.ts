import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { HealthModule } from './health/health.module.js';
import { StatisticsModule } from './health/statistics/statistics.module.js';
import { JournalModule } from './journal/journal.module.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';
import { WorkersModule } from './workers/workers.module.js';

/** Where the API lives unless the application says otherwise. */
export const DEFAULT_PREFIX = 'api/v1/worker-registration';

export interface WorkerRegistrationOptions extends PlatformOptions {
  /** Path of the API without a slash at its ends. Default: `api/v1/worker-registration`. */
  prefix?: string;
}

export interface WorkerRegistrationAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  prefix?: string;
  inject?: never[] | unknown[];
  useFactory: (...dependencies: never[]) => PlatformOptions | Promise<PlatformOptions>;
}

/**
 * The registration of workers as part of another Nest application: its routes under a prefix, its public services to
 * inject, its own connection to PostgreSQL and Redis.
 */
@Module({ imports: [WorkersModule, HealthModule, JournalModule], exports: [WorkersModule, JournalModule] })
export class WorkerRegistrationModule {
  static forRoot({ prefix, ...options }: WorkerRegistrationOptions = {}): DynamicModule {
    return mounted(PlatformModule.forRoot(options), prefix);
  }

  static forRootAsync({ prefix, ...options }: WorkerRegistrationAsyncOptions): DynamicModule {
    return mounted(
      PlatformModule.forRootAsync(options as Parameters<typeof PlatformModule.forRootAsync>[0]),
      prefix,
    );
  }
}

function mounted(platform: DynamicModule, prefix = DEFAULT_PREFIX): DynamicModule {
  return {
    module: WorkerRegistrationModule,
    imports: [
      platform,
      RouterModule.register([
        { path: prefix, module: WorkersModule },
        { path: prefix, module: HealthModule },
        { path: prefix, module: StatisticsModule },
        { path: prefix, module: JournalModule },
      ]),
    ],
  };
}
