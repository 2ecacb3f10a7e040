import { ConfigurableModuleBuilder, Global, Module } from '@nestjs/common';
import { embeddedSettings } from './config/environment.js';
import type { ModuleSettings } from './config/module-settings.js';
import { requireOptions } from './config/require-options.js';
import { SETTINGS, type Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { GIVEN_POSTGRES, type PostgresOfHost } from './database/postgres-server.js';
import { WorkerRegistrationHealthIndicator } from './instance/health-indicator.js';
import { InstanceModule } from './instance/instance.module.js';
import { Metrics } from './observability/metrics.js';
import { RedisMetrics } from './redis/redis-metrics.js';
import type { RedisClient } from './redis/redis-client.js';
import { requiredClient } from './redis/given-client.js';
import { GIVEN_REDIS, RedisConnection } from './redis/redis.js';
import { SharedCache } from './redis/shared-cache.js';
import { SharedChannel } from './redis/shared-channel.js';
import { SharedCounts } from './redis/shared-counts.js';

/** Options of the importing application. */
export interface PlatformOptions {
  /**
   * Settings by their key, such as `jobscheduler.worker.heartbeat-timeout-minutes`; they override the
   * environment.
   */
  settings?: ModuleSettings;
  /**
   * A client of `ioredis` that the application already has, instead of `redis.url`. The application closes it; without
   * `enableOfflineQueue: false` and `commandTimeout` calls wait for a server that does not answer.
   */
  redis?: RedisClient;
  /**
   * The `Pool` of `pg` or the `DataSource` of TypeORM that the application already has, instead of `database.url`: the
   * module connects where it connects and logs in as it does, with connections of its own, whose sessions have limits
   * and a search path that would harm the application.
   */
  postgres?: PostgresOfHost;
  /** Settings that are already loaded; used by the server. */
  loadedSettings?: Settings;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<PlatformOptions>({
  moduleName: 'WorkerRegistrationPlatform',
})
  .setClassMethodName('forRoot')
  .build();

/** The names of {@link PlatformOptions}. */
export const PLATFORM_OPTIONS = ['settings', 'redis', 'postgres', 'loadedSettings'];

/** Also what a factory returned. @throws StartError */
function checked(options: PlatformOptions): PlatformOptions {
  requireOptions(options, PLATFORM_OPTIONS, 'The useFactory of WorkerRegistrationModule.forRootAsync()');
  return options;
}

/** Provides settings, metrics, PostgreSQL and Redis to all features. */
@Global()
@Module({
  imports: [DatabaseModule, InstanceModule],
  providers: [
    {
      provide: SETTINGS,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PlatformOptions) => {
        const { settings, loadedSettings } = checked(options);
        return loadedSettings ?? embeddedSettings(settings);
      },
    },
    {
      provide: GIVEN_POSTGRES,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PlatformOptions) => checked(options).postgres ?? null,
    },
    {
      provide: GIVEN_REDIS,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PlatformOptions) => requiredClient(checked(options).redis),
    },
    Metrics,
    RedisConnection,
    RedisMetrics,
    SharedCache,
    SharedChannel,
    SharedCounts,
    WorkerRegistrationHealthIndicator,
  ],
  exports: [
    WorkerRegistrationHealthIndicator,
    GIVEN_POSTGRES,
    SETTINGS,
    Metrics,
    DatabaseModule,
    InstanceModule,
    RedisConnection,
    SharedCache,
    SharedChannel,
    SharedCounts,
  ],
})
export class PlatformModule extends ConfigurableModuleClass {}
