import {
  DomainError,
  type JobsService,
  type WorkerEvents,
  type WorkerHealthMonitorService,
  type WorkerRegistrationHealthIndicator,
  type WorkerRegistrationService,
} from '../../src/index.js';

/** What a host injects, and passing time. */
export interface Offered {
  readonly registration: WorkerRegistrationService;
  readonly jobs: JobsService;
  readonly health: WorkerHealthMonitorService;
  readonly events: WorkerEvents;
  readonly indicator: WorkerRegistrationHealthIndicator;
  readonly silence: (workerId: string, seconds: number) => Promise<void>;
  readonly sweep: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** A call of a host, or several. */
export type Step = (offered: Offered) => Promise<unknown>[] | Promise<unknown>;

/** Values that differ from run to run; `lateSeconds` of silent workers is not in the fake. */
const VARYING = new Set([
  'id',
  'seq',
  'at',
  'since',
  'until',
  'deadline',
  'accessToken',
  'expiresAt',
  'intervalSeconds',
  'leaseExpiresAt',
  'lastHeartbeat',
  'registeredAt',
  'lastRegisteredAt',
  'messageAt',
  'assignedAt',
  'generatedAt',
  'fence',
  'replacedId',
  'uptimePercentage',
  'lastErrorTime',
  'seconds',
  'lateSeconds',
]);

/** The value with the kind of what varies. */
export const steady = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, each: unknown) => {
      if (VARYING.has(name) && each !== null) return `(${typeof each})`;
      return typeof each === 'string' ? each.replaceAll(/\bfor \d+ s\b/g, 'for some seconds') : each;
    }),
  );

/** How a call ends: with its answer, or its error as callers see it. */
export const endOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    return steady((await call) ?? 'done');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message, errors: error.details.errors };
  }
};

/** A registration. */
export const worker = (workerId: string, more: object = {}) => ({
  workerId,
  name: workerId,
  maxConcurrentJobs: 2,
  ...more,
});
