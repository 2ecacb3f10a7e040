import { Module, type DynamicModule } from '@nestjs/common';
import type { WorkerCheck } from '../health/checks/worker-check.js';
import { WorkerHealthMonitorService } from '../health/worker-health-monitor.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { WorkerEvents } from '../journal/hooks/worker-events.service.js';
import type { ModuleSettings } from '../platform/config/module-settings.js';
import {
  WorkerRegistrationHealthIndicator,
  type HealthResult,
} from '../platform/instance/health-indicator.js';
import { WorkerRegistrationService } from '../workers/worker-registration.service.js';
import { FakeFleet } from './fake-fleet.js';
import { FakeWorkerHealthMonitorService } from './fake-health-monitor.service.js';
import { FakeJobsService } from './fake-jobs.service.js';
import { FakeWorkerEvents } from './fake-worker-events.js';
import { FakeWorkerRegistrationService } from './fake-worker-registration.service.js';
import type { PublicPartOf } from './public-part.js';

export interface FakeWorkerRegistrationOptions {
  /** Settings by their key, such as `jobscheduler.worker.max-consecutive-failures`. */
  settings?: ModuleSettings;
  /** Checks of the application in TypeScript. */
  checks?: readonly WorkerCheck[];
  /** Whether the services can be injected everywhere without an import. Default: false. */
  isGlobal?: boolean;
}

/** The fake has nothing that could be down. */
class FakeHealthIndicator implements PublicPartOf<WorkerRegistrationHealthIndicator> {
  check<Key extends string>(key: Key): Promise<HealthResult<Key>> {
    return Promise.resolve({ [key]: { status: 'up', redis: 'not configured' } } as HealthResult<Key>);
  }
}

const SERVICES = [
  { provide: WorkerRegistrationService, useClass: FakeWorkerRegistrationService },
  { provide: JobsService, useClass: FakeJobsService },
  { provide: WorkerHealthMonitorService, useClass: FakeWorkerHealthMonitorService },
  { provide: WorkerEvents, useClass: FakeWorkerEvents },
  { provide: WorkerRegistrationHealthIndicator, useClass: FakeHealthIndicator },
];

/**
 * Provides the public services in memory, for tests of an application: no database, no routes, and no time that passes by
 * itself. {@link FakeFleet} is injected or read from the module to let workers fall silent.
 */
@Module({})
export class FakeWorkerRegistrationModule {
  static forRoot({ settings, checks, isGlobal = false }: FakeWorkerRegistrationOptions = {}): DynamicModule {
    return {
      module: FakeWorkerRegistrationModule,
      global: isGlobal,
      providers: [{ provide: FakeFleet, useFactory: () => new FakeFleet(settings, checks) }, ...SERVICES],
      exports: [FakeFleet, ...SERVICES.map(({ provide }) => provide)],
    };
  }
}
