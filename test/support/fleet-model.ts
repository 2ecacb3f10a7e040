import { fc } from './chances.js';
import type { WorkerRegistrationService } from '../../src/workers/worker-registration.service.js';
import type { ReportedStatus } from '../../src/fleet/worker.js';
import { registration } from '../factories/registration.factory.js';

/** Operations on a worker in a random life of a fleet. */
export interface Operation {
  readonly name: string;
  readonly kind:
    | 'register'
    | 'refresh'
    | 'replace'
    | 'describe'
    | 'heartbeat'
    | 'drain'
    | 'maintain'
    | 'activate'
    | 'leave'
    | 'push out'
    | 'delete';
  readonly slots: number;
  readonly jobs: number;
  readonly status: ReportedStatus;
}

const KINDS: readonly Operation['kind'][] = [
  'register',
  'refresh',
  'replace',
  'describe',
  'heartbeat',
  'heartbeat',
  'heartbeat',
  'heartbeat',
  'drain',
  'maintain',
  'activate',
  'leave',
  'push out',
  'delete',
];

/** Random operations on a few workers, so that all kinds occur on each of them. */
export const operations = (count: number): fc.Arbitrary<Operation[]> =>
  fc.array(
    fc.record({
      name: fc.nat(24).map((index) => `w${index}`),
      kind: fc.constantFrom(...KINDS),
      slots: fc.integer({ min: 1, max: 20 }),
      jobs: fc.oneof(fc.constant(0), fc.nat(25)),
      status: fc.constantFrom<ReportedStatus>('ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'ERROR'),
    }),
    { minLength: count, maxLength: count },
  );

interface ModelWorker {
  present: boolean;
  deregistered: boolean;
  reported: string;
  order: string | undefined;
  slots: number;
  jobs: number;
  boot: number;
}

/** The expected fleet in its simplest form: a map of workers, and the effect of each operation on one. */
export class FleetModel {
  readonly workers = new Map<string, ModelWorker>();
  private boots = 0;

  constructor(private readonly service: WorkerRegistrationService) {}

  /**
   * Applies the same operation to the model and to the service, which must agree on whether it is possible.
   */
  async apply(operation: Operation): Promise<void> {
    const expected = this.change(operation);
    const actual = await this.call(operation).then(
      () => true,
      () => false,
    );
    if (actual !== expected)
      throw new Error(`${JSON.stringify(operation)} ${actual ? 'succeeded' : 'was refused'}`);
  }

  /** The status of each worker in the API. */
  statuses(): string[] {
    return [...this.workers.values()].map(statusOf);
  }

  /** The expected answer of `GET /health/system`, without time and percentage. */
  statistics(): Record<string, number> {
    const all = [...this.workers.values()];
    const present = all.filter((worker) => worker.present);
    const open = present.filter((worker) => ['ACTIVE', 'IDLE', 'BUSY'].includes(statusOf(worker)));
    const of = (status: string): number => all.filter((worker) => statusOf(worker) === status).length;
    const sum = (workers: ModelWorker[], value: (worker: ModelWorker) => number): number =>
      workers.reduce((total, worker) => total + value(worker), 0);
    return {
      totalWorkers: all.length,
      activeWorkers: of('ACTIVE'),
      idleWorkers: of('IDLE'),
      busyWorkers: of('BUSY'),
      maintenanceWorkers: of('MAINTENANCE'),
      drainingWorkers: of('DRAINING'),
      failedWorkers: of('ERROR'),
      inactiveWorkers: of('INACTIVE'),
      unhealthyWorkers: 0,
      totalCapacity: sum(present, ({ slots }) => slots),
      usedCapacity: sum(present, ({ jobs }) => jobs),
      availableCapacity: sum(open, ({ slots, jobs }) => Math.max(0, slots - jobs)),
    };
  }

  private change({ name, kind, slots, jobs, status }: Operation): boolean {
    const known = this.workers.get(name);
    if (kind === 'replace' || (known === undefined && ['register', 'refresh', 'describe'].includes(kind))) {
      this.workers.set(name, { ...NEW, present: kind !== 'describe', slots, jobs, boot: ++this.boots });
      return true;
    }
    if (known === undefined) return false;
    switch (kind) {
      case 'register':
        if (jobs === 0) known.reported = 'ACTIVE';
        known.boot = ++this.boots;
        Object.assign(known, { present: true, deregistered: false, slots, jobs });
        return true;
      case 'refresh':
        Object.assign(known, { present: true, deregistered: false, slots });
        return true;
      case 'describe':
        Object.assign(known, { deregistered: false, slots });
        return true;
      case 'heartbeat':
        if (known.deregistered) return false;
        Object.assign(known, { present: true, reported: status, jobs });
        return true;
      case 'drain':
      case 'maintain':
      case 'activate':
        known.order = ORDERS[kind];
        return true;
      case 'leave':
        if (known.present && known.jobs > 0) return false;
        Object.assign(known, { present: false, deregistered: true });
        return true;
      case 'push out':
        Object.assign(known, { present: false, deregistered: true });
        return true;
      case 'delete':
      default:
        return this.workers.delete(name);
    }
  }

  private async call({ name, kind, slots, jobs, status }: Operation): Promise<unknown> {
    const bootId = `boot-${this.workers.get(name)?.boot}`;
    const body = registration({ workerId: name, maxConcurrentJobs: slots, bootId });
    switch (kind) {
      case 'register':
      case 'refresh':
        return this.service.registerWorker({ ...body, activeJobCount: jobs });
      case 'describe':
        return this.service.registerWorker({ ...body, activeJobCount: jobs, expectOnline: false });
      case 'replace':
        return this.service.registerWorker({ ...body, activeJobCount: jobs, force: true });
      case 'heartbeat':
        return this.service.processHeartbeat(name, { status, currentJobCount: jobs });
      case 'drain':
        return this.service.drainWorker(name);
      case 'maintain':
        return this.service.setWorkerMaintenance(name);
      case 'activate':
        return this.service.activateWorker(name);
      case 'leave':
        return this.service.deregisterWorker(name);
      case 'push out':
        return this.service.forceDeregisterWorker(name);
      case 'delete':
      default:
        return this.service.deleteWorker(name);
    }
  }
}

const NEW = { deregistered: false, reported: 'ACTIVE', order: undefined };
const ORDERS = { drain: 'DRAINING', maintain: 'MAINTENANCE', activate: undefined } as const;

function statusOf({ present, order, reported }: ModelWorker): string {
  return present ? (order ?? reported) : 'INACTIVE';
}
