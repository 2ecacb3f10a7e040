/** What the worker says it does. */
export const REPORTED_STATUSES = ['ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'ERROR'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/** What the API shows, derived by the database from presence, health, order and reported status. */
export const WORKER_STATUSES = [...REPORTED_STATUSES, 'DRAINING', 'INACTIVE'] as const;
export type WorkerStatus = (typeof WORKER_STATUSES)[number];

/** What we observe. */
export const WORKER_HEALTHS = ['HEALTHY', 'UNHEALTHY', 'FAILED'] as const;
export type WorkerHealth = (typeof WORKER_HEALTHS)[number];

/** Whether it is there at all. */
export const PRESENCES = ['NOT_SEEN', 'PRESENT', 'DEREGISTERED', 'CLEANED_UP'] as const;
export type Presence = (typeof PRESENCES)[number];

/** What a registration meant for the record. */
export const OUTCOMES = ['created', 'refreshed', 'resumed', 'restarted', 'replaced'] as const;
export type RegistrationOutcome = (typeof OUTCOMES)[number];

export type { ReconnectPolicy, WorkerDescription } from './worker-fields.js';

/** A moment as answers show it: ISO 8601 in UTC, to the millisecond. */
export type Moment = string;

/** What changes while it lives, and answers show. */
export interface LiveState {
  readonly id: string;
  readonly incarnation: number;
  readonly presence: Presence;
  readonly status: WorkerStatus;
  readonly reportedStatus: ReportedStatus;
  readonly health: WorkerHealth;
  readonly held: boolean;
  /** Whether processes keep taking the name from each other. */
  readonly contested: boolean;
  readonly orderKind: 'DRAINING' | 'MAINTENANCE' | null;
  readonly orderReason: string | null;
  readonly orderBy: string | null;
  readonly orderSince: Moment | null;
  readonly orderUntil: Moment | null;
  readonly usableSlots: number;
  readonly currentJobCount: number;
  readonly assignedJobCount: number;
  /** The free slots that it reported, or that the jobs that it reported left. */
  readonly reportedCapacity: number;
  readonly cpuUsage: number | null;
  readonly memoryUsage: number | null;
  readonly errorCount: number;
  readonly message: string | null;
  readonly lastHeartbeat: Moment | null;
  readonly leaseRenewedAt: Moment | null;
  readonly heartbeatCount: number;
  readonly consecutiveFailures: number;
  readonly registeredAt: Moment;
  readonly lastRegisteredAt: Moment;
  readonly registrationCount: number;
}

/** All that changes while it lives. */
export interface WorkerState extends LiveState {
  readonly revision: number;
  readonly bootId: string | null;
  readonly presenceReason: string | null;
  /** Whether jobs were taken from it that it does not know of. */
  readonly hasRevokedJobs: boolean;
  readonly maxConcurrentJobs: number;
  readonly eventLoopLagMs: number | null;
  readonly lastOutcome: RegistrationOutcome;
}

/** How many jobs a worker is meant to run: its limit, made smaller by a load factor under 1, never less than one. */
export function usableSlots(maxConcurrentJobs: number, workerLoadFactor: number): number {
  // As people multiply: 100 × 0.29 is 29, but 28.999999999999996 in binary fractions, and the floor of that a slot less.
  const product = Number((maxConcurrentJobs * workerLoadFactor).toPrecision(12));
  return Math.max(1, Math.min(maxConcurrentJobs, Math.floor(product)));
}

/**
 * The free slots of a worker: usable slots less the larger of reported and assigned jobs, or what the worker reported if
 * less. `availability` of `store/availability.ts` is the same in SQL.
 */
export function availableCapacity({
  usableSlots: usable,
  currentJobCount,
  assignedJobCount,
  reportedCapacity,
}: Pick<LiveState, 'usableSlots' | 'currentJobCount' | 'assignedJobCount' | 'reportedCapacity'>): number {
  return Math.min(reportedCapacity, Math.max(0, usable - Math.max(currentJobCount, assignedJobCount)));
}

/** First path segments of the API; a worker of that name could not be addressed. */
export const RESERVED_WORKER_IDS: readonly string[] = [
  'access',
  'alerts',
  'cleanup',
  'config',
  'discovery',
  'events',
  'health',
  'heartbeat',
  'jobs',
  'reconnect',
  'register',
  'session',
];
