import { v7 as uuid } from 'uuid';
import type { JobDto } from '../jobs/dto/jobs.dto.js';
import type { OverridableValues, Overrides } from '../fleet/overrides.js';
import type { Registration } from '../workers/registration/registration.js';
import { usableSlots, type LiveState, type WorkerDescription, type WorkerStatus } from '../fleet/worker.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A worker of the fake fleet. */
export interface FakeWorker {
  /** What is in force. */
  description: WorkerDescription;
  overrides: Overrides | null;
  /** What it reported in place of the overrides; null without any. */
  reported: OverridableValues | null;
  /** `status` and `assignedJobCount` are derived by {@link shownState}. */
  readonly state: Mutable<LiveState>;
  readonly jobs: Map<string, JobDto>;
  /** Jobs that were released without the knowledge of the worker. */
  readonly revoked: Set<string>;
  bootId: string | null;
  /** Whether it leaves when its jobs are done. */
  leaving: boolean;
  failedChecks: string[];
  lastError: string | null;
  lastErrorAt: string | null;
  /** What checks of the application found in the last sweep, by their names. */
  findings: Record<string, string | undefined>;
}

/** Returns a worker at its first registration. */
export function newWorker(
  { description, bootId, activeJobCount, expectOnline }: Registration,
  at: string,
): FakeWorker {
  const usable = usableSlots(description.maxConcurrentJobs, description.workerLoadFactor);
  return {
    description,
    overrides: null,
    reported: null,
    bootId,
    leaving: false,
    jobs: new Map(),
    revoked: new Set(),
    failedChecks: [],
    lastError: null,
    lastErrorAt: null,
    findings: {},
    state: {
      id: uuid(),
      incarnation: 1,
      presence: expectOnline ? 'PRESENT' : 'EXPECTED',
      absence: null,
      status: 'ACTIVE',
      reportedStatus: 'ACTIVE',
      health: 'HEALTHY',
      held: false,
      contested: false,
      flapping: false,
      suspect: false,
      connected: false,
      lateSeconds: 0,
      worstLateness: 0,
      eventLoopLagMs: null,
      orderKind: null,
      orderReason: null,
      orderBy: null,
      orderSince: null,
      orderUntil: null,
      orderDeadline: null,
      usableSlots: usable,
      currentJobCount: activeJobCount,
      assignedJobCount: 0,
      reportedCapacity: Math.max(0, usable - activeJobCount),
      cpuUsage: null,
      memoryUsage: null,
      errorCount: 0,
      message: null,
      messageAt: null,
      lastHeartbeat: null,
      leaseRenewedAt: expectOnline ? at : null,
      leaseSeconds: description.leaseSeconds,
      heartbeatCount: 0,
      consecutiveFailures: 0,
      registeredAt: at,
      lastRegisteredAt: at,
      registrationCount: 1,
    },
  };
}

/** Returns the state as answers show it. */
export const shownState = ({ state, jobs }: FakeWorker): LiveState => ({
  ...state,
  assignedJobCount: jobs.size,
  status: statusOf(state),
});

function statusOf({ presence, health, orderKind, reportedStatus }: LiveState): WorkerStatus {
  if (presence !== 'PRESENT') return 'INACTIVE';
  return health === 'FAILED' ? 'ERROR' : (orderKind ?? reportedStatus);
}

/** Jobs that count: those that it reports, or those that were assigned to it. */
export const jobCountOf = ({ state, jobs }: FakeWorker): number => Math.max(state.currentJobCount, jobs.size);
