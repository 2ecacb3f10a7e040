import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { AlertsModule } from './alerts/alerts.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DetectionModule } from './detection/detection.module.js';
import type { HealthCheck } from './health/checks/check.js';
import type { WorkerCheck } from './health/checks/worker-check.js';
import { CustomChecksModule } from './health/checks/custom-checks.module.js';
import { HealthModule } from './health/health.module.js';
import { ForesightModule } from './foresight/foresight.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { JournalModule } from './journal/journal.module.js';
import { requireBoolean, requireOptions, requirePath } from './platform/config/require-options.js';
import { PLATFORM_OPTIONS, PlatformModule, type PlatformOptions } from './platform/platform.module.js';
import { StartError } from './platform/errors/start-error.js';
import { DEFAULT_PREFIX } from './platform/http/default-prefix.js';
import { WithoutRoutes, WITHOUT_ROUTES } from './platform/http/without-routes.js';
import { OperationsModule } from './operations/operations.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { ReconnectionModule } from './reconnection/reconnection.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { WorkersModule } from './workers/workers.module.js';

export { DEFAULT_PREFIX };

interface ModuleOptions {
  /** Path of the API without a slash at its ends. Default: `api/v1/worker-registration`. */
  prefix?: string;
  /** Health checks of the application, in TypeScript or SQL, beside those of the product. */
  checks?: readonly (HealthCheck | WorkerCheck)[];
  /** Whether the module adds its routes and sessions, or only its services. Default: true. */
  routes?: boolean;
  /** Path under which the module serves its dashboard, such as `fleet`; without one, it serves none. */
  dashboard?: string;
  /** Whether the services can be injected everywhere without an import. Default: false. */
  isGlobal?: boolean;
}

export interface WorkerRegistrationOptions extends ModuleOptions, PlatformOptions {}

export interface WorkerRegistrationAsyncOptions extends ModuleOptions, Pick<ModuleMetadata, 'imports'> {
  inject?: never[] | unknown[];
  useFactory: (...dependencies: never[]) => PlatformOptions | Promise<PlatformOptions>;
}

/**
 * The registration of workers as part of another Nest application: its routes under a prefix, its public services to
 * inject, its own connection to PostgreSQL and Redis.
 */
@Module({
  imports: [
    DetectionModule,
    WorkersModule,
    OperationsModule,
    IdentityModule,
    HealthModule,
    JournalModule,
    ReconnectionModule,
    AlertsModule,
    JobsModule,
    ForesightModule,
    ReportsModule,
  ],
  exports: [
    WorkersModule,
    OperationsModule,
    IdentityModule,
    HealthModule,
    JournalModule,
    ReconnectionModule,
    AlertsModule,
    JobsModule,
    ForesightModule,
    ReportsModule,
  ],
})
export class WorkerRegistrationModule {
  /** @throws StartError for options that do not exist, or cannot be used */
  static forRoot(given: WorkerRegistrationOptions = {}): DynamicModule {
    requireOptions(given, [...MODULE_OPTIONS, ...PLATFORM_OPTIONS], 'WorkerRegistrationModule.forRoot()');
    const { prefix, checks, routes, dashboard, isGlobal, ...options } = given;
    return mounted(PlatformModule.forRoot(options), { prefix, checks, routes, dashboard, isGlobal });
  }

  /** @throws StartError as `forRoot` does */
  static forRootAsync(given: WorkerRegistrationAsyncOptions): DynamicModule {
    requireOptions(given, [...MODULE_OPTIONS, ...ASYNC_OPTIONS], 'WorkerRegistrationModule.forRootAsync()');
    const { prefix, checks, routes, dashboard, isGlobal, ...options } = given;
    if (typeof options.useFactory !== 'function')
      throw new StartError(
        'WorkerRegistrationModule.forRootAsync() needs useFactory.',
        'Pass a function that returns the options: useFactory: () => ({ settings }).',
      );
    return mounted(
      PlatformModule.forRootAsync(options as Parameters<typeof PlatformModule.forRootAsync>[0]),
      { prefix, checks, routes, dashboard, isGlobal },
    );
  }
}

const MODULE_OPTIONS = ['prefix', 'checks', 'routes', 'dashboard', 'isGlobal'];
const ASYNC_OPTIONS = ['imports', 'inject', 'useFactory'];

/** The modules that have routes, in the order in which Express asks them: fixed paths come before `:workerId`. */
const ROUTED = [
  AlertsModule,
  ForesightModule,
  ReportsModule,
  HealthModule,
  IdentityModule,
  OperationsModule,
  WorkersModule,
  StatisticsModule,
  JournalModule,
  ReconnectionModule,
  JobsModule,
  DetectionModule,
] as const;

function mounted(
  platform: DynamicModule,
  {
    prefix = DEFAULT_PREFIX,
    checks = [],
    routes = true,
    dashboard,
    isGlobal = false,
  }: { [K in keyof ModuleOptions]: ModuleOptions[K] | undefined },
): DynamicModule {
  requirePath('prefix', prefix);
  requirePath('dashboard', dashboard);
  requireBoolean('routes', routes);
  requireBoolean('isGlobal', isGlobal);
  return {
    module: WorkerRegistrationModule,
    global: isGlobal,
    imports: [
      AlertsModule,
      HealthModule,
      OperationsModule,
      ForesightModule,
      ReportsModule,
      platform,
      CustomChecksModule.of(checks),
      ...(dashboard === undefined ? [] : dashboardAt(dashboard, prefix)),
      ...(routes ? routesUnder(prefix) : []),
    ],
    providers: routes ? [] : [{ provide: WITHOUT_ROUTES, useValue: ROUTED }, WithoutRoutes],
  };
}

const dashboardAt = (page: string, api: string): DynamicModule[] => [
  DashboardModule.at({ page, api }),
  RouterModule.register([{ path: page, module: DashboardModule }]),
];

const routesUnder = (path: string): DynamicModule[] => [
  SessionsModule.under(path),
  RouterModule.register([...ROUTED, SessionsModule].map((module) => ({ path, module }))),
];
