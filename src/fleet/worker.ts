/** The status that a worker reports. */
export const REPORTED_STATUSES = ['ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'ERROR'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/** The status in answers, which the database derives from presence, health, order and reported status. */
export const WORKER_STATUSES = [...REPORTED_STATUSES, 'DRAINING', 'INACTIVE'] as const;
export type WorkerStatus = (typeof WORKER_STATUSES)[number];

/** The health that the service observes. */
export const WORKER_HEALTHS = ['HEALTHY', 'UNHEALTHY', 'FAILED'] as const;
export type WorkerHealth = (typeof WORKER_HEALTHS)[number];

/** Whether the worker is present at all. */
export const PRESENCES = ['EXPECTED', 'PRESENT', 'LEFT', 'LOST'] as const;
export type Presence = (typeof PRESENCES)[number];

/** Effect of a registration on the record. */
export const OUTCOMES = ['created', 'refreshed', 'resumed', 'restarted', 'replaced'] as const;
export type RegistrationOutcome = (typeof OUTCOMES)[number];

export type { ReconnectPolicy, WorkerDescription } from './worker-fields.js';

/** A time as in answers: ISO 8601 in UTC, with milliseconds. */
export type Moment = string;

/** Why a worker is not there any longer. */
export interface Absence {
  /** Since when it has been lost, or when it left. */
  readonly since: Moment;
  readonly reason: string | null;
  /** By whom its loss was acknowledged; null if it was not, or if it left. */
  readonly acknowledged: { readonly at: Moment; readonly by: string; readonly reason: string } | null;
}

/** Live state of a worker in answers. */
export interface LiveState {
  readonly id: string;
  readonly incarnation: number;
  readonly presence: Presence;
  /** Null unless the worker was lost or has left, and in statements that do not read it. */
  readonly absence: Absence | null;
  readonly status: WorkerStatus;
  readonly reportedStatus: ReportedStatus;
  readonly health: WorkerHealth;
  readonly held: boolean;
  /** Whether several processes keep taking over this name from each other. */
  readonly contested: boolean;
  /** Whether its health has changed too often for a verdict to be meaningful. */
  readonly flapping: boolean;
  /** Whether its heartbeat is later than usual. */
  readonly suspect: boolean;
  /** Whether it has a session. */
  readonly connected: boolean;
  /** How late its heartbeat is; 0 if it is not. */
  readonly lateSeconds: number;
  /** The worst recent lateness, in seconds, as of the last heartbeat. */
  readonly worstLateness: number;
  readonly eventLoopLagMs: number | null;
  readonly orderKind: 'DRAINING' | 'MAINTENANCE' | null;
  readonly orderReason: string | null;
  readonly orderBy: string | null;
  readonly orderSince: Moment | null;
  readonly orderUntil: Moment | null;
  readonly orderDeadline: Moment | null;
  readonly usableSlots: number;
  readonly currentJobCount: number;
  readonly assignedJobCount: number;
  /** The free slots that the worker reported, or that its reported jobs leave. */
  readonly reportedCapacity: number;
  readonly cpuUsage: number | null;
  readonly memoryUsage: number | null;
  readonly errorCount: number;
  readonly message: string | null;
  readonly messageAt: Moment | null;
  readonly lastHeartbeat: Moment | null;
  readonly leaseRenewedAt: Moment | null;
  /** Length of its lease in seconds; null: the heartbeat timeout of the settings. */
  readonly leaseSeconds: number | null;
  readonly heartbeatCount: number;
  readonly consecutiveFailures: number;
  readonly registeredAt: Moment;
  readonly lastRegisteredAt: Moment;
  readonly registrationCount: number;
}

/** Complete live state of a worker. */
export interface WorkerState extends LiveState {
  readonly revision: number;
  readonly bootId: string | null;
  /** Whether jobs were released from the worker without its knowledge. */
  readonly hasRevokedJobs: boolean;
  readonly maxConcurrentJobs: number;
  readonly lastOutcome: RegistrationOutcome;
}

/**
 * Returns how many jobs a worker should run: its limit, reduced by a load factor below 1, but at least one.
 */
export function usableSlots(maxConcurrentJobs: number, workerLoadFactor: number): number {
  // Decimal multiplication: 100 × 0.29 is 29, but 28.999999999999996 in binary fractions, whose floor is one
  // slot less.
  const product = Number((maxConcurrentJobs * workerLoadFactor).toPrecision(12));
  return Math.max(1, Math.min(maxConcurrentJobs, Math.floor(product)));
}

/**
 * Returns the free slots of a worker: usable slots minus the larger of reported and assigned jobs, or the
 * reported free slots if less. `availability` of `store/availability.ts` is the same in SQL.
 */
export function availableCapacity({
  usableSlots: usable,
  currentJobCount,
  assignedJobCount,
  reportedCapacity,
}: Pick<LiveState, 'usableSlots' | 'currentJobCount' | 'assignedJobCount' | 'reportedCapacity'>): number {
  return Math.min(reportedCapacity, Math.max(0, usable - Math.max(currentJobCount, assignedJobCount)));
}

/** First path segments of the API; a worker with such a name could not be addressed. */
export const RESERVED_WORKER_IDS: readonly string[] = [
  'access',
  'alerts',
  'capacity',
  'cleanup',
  'config',
  'discovery',
  'events',
  'guards',
  'health',
  'heartbeat',
  'jobs',
  'losses',
  'operations',
  'reconnect',
  'register',
  'reports',
  'session',
  'stats',
  'warnings',
];
