/** The parts of the API's responses that the page reads; a type test compares them with the server's classes. */

export type * from './capacity-types.js';
export type * from './journal-types.js';
export type * from './operation-types.js';
export type * from './report-types.js';

export type Health = 'HEALTHY' | 'UNHEALTHY' | 'FAILED';
export type Status = 'ACTIVE' | 'IDLE' | 'BUSY' | 'MAINTENANCE' | 'DRAINING' | 'ERROR' | 'INACTIVE';
export type Role = 'viewer' | 'operator' | 'registrar' | 'scheduler' | 'gateway' | 'admin';

export interface Session {
  asked: boolean;
  name: string | null;
  roles: Role[];
}

export interface Order {
  kind: 'DRAINING' | 'MAINTENANCE';
  reason: string | null;
  by: string | null;
  since: string | null;
  until: string | null;
  deadline: string | null;
  drained: boolean;
}

export type Presence = 'EXPECTED' | 'PRESENT' | 'LEFT' | 'LOST';

export interface Absence {
  since: string;
  reason: string | null;
  acknowledged: { at: string; by: string; reason: string } | null;
}

/** What an operator has set in place of a worker. */
export interface Override {
  value: number | string | readonly string[];
  reported: number | string | readonly string[] | null;
  by: string;
  at: string;
  reason: string | null;
}

export interface Worker {
  id: string;
  workerId: string;
  name: string;
  hostName: string | null;
  hostAddress: string | null;
  port: number | null;
  maxConcurrentJobs: number;
  capabilities: Readonly<Record<string, unknown>>;
  tags: readonly string[];
  version: string | null;
  priorityThreshold: number;
  workerLoadFactor: number;
  zone: string | null;
  leaseSeconds: number | null;
  presence: Presence;
  absence: Absence | null;
  status: Status;
  reportedStatus: string | null;
  health: Health;
  held: boolean;
  suspect: boolean;
  lateSeconds: number;
  usuallyWithinSeconds: number;
  order: Order | null;
  currentJobCount: number;
  assignedJobCount: number;
  availableCapacity: number;
  cpuUsage: number | null;
  memoryUsage: number | null;
  errorCount: number;
  message: string | null;
  messageAt: string | null;
  lastHeartbeat: string | null;
  leaseExpiresAt: string | null;
  heartbeatCount: number;
  consecutiveFailures: number;
  registeredAt: string;
  lastRegisteredAt: string;
  registrationCount: number;
  incarnation: number;
  /** Not in lists. */
  overrides?: Readonly<Record<string, Override>> | null;
}

export interface WorkerPage {
  workers: Worker[];
  nextCursor: string | null;
}

/** The workers of a group, counted. */
export interface GroupCounts {
  workers: number;
  present: number;
  expected: number;
  lost: number;
  left: number;
  healthy: number;
  unhealthy: number;
  failed: number;
  suspect: number;
  draining: number;
  maintenance: number;
  capacity: number;
  used: number;
  free: number;
}

export interface WorkerGroup extends GroupCounts {
  key: Readonly<Record<string, string | boolean | null>>;
}

export interface WorkerGroups {
  by: readonly string[];
  groups: readonly WorkerGroup[];
  otherGroups: (GroupCounts & { groups: number }) | null;
  generatedAt: string;
}

export interface WorkerHealth {
  healthy: boolean;
  health: Health;
  since: string;
  description: string;
  checks: { name: string; healthy: boolean; message: string }[];
  consecutiveFailures: number;
  held: boolean;
  stuck: boolean;
  flapping: boolean;
  contested: boolean;
  suspectUntil: string | null;
  observations: { kind: string; reporter: string; jobId: string | null; at: string }[];
  metrics: {
    uptimePercentage: number;
    loadPercentage: number;
    lastError: string | null;
    lastErrorTime: string | null;
  };
}

export interface SystemFigures {
  totalWorkers: number;
  activeWorkers: number;
  idleWorkers: number;
  busyWorkers: number;
  maintenanceWorkers: number;
  drainingWorkers: number;
  failedWorkers: number;
  inactiveWorkers: number;
  expectedWorkers: number;
  lostWorkers: number;
  leftWorkers: number;
  unacknowledgedLosses: number;
  unhealthyWorkers: number;
  totalCapacity: number;
  usedCapacity: number;
  availableCapacity: number;
  systemHealthPercentage: number;
  generatedAt: string;
  stale?: boolean;
}

export interface HealthHistory {
  from: string;
  to: string;
  stepSeconds: number;
  points: (SystemFigures & { at: string })[];
}

export interface HealthCounts {
  present: number;
  healthy: number;
  unhealthy: number;
  failed: number;
  held: number;
  suspect: number;
  inactive: number;
  expected: number;
  lost: number;
  left: number;
  unacknowledgedLosses: number;
}

export interface NextStep {
  at: string;
  what: string;
}

export interface Guard {
  /** Its name in paths. */
  name: string;
  scope: 'zone' | 'fleet';
  zone: string | null;
  state: 'HOLDING' | 'SPENT' | 'RELEASED';
  since: string;
  reason: string;
  endsWhen: string;
  steeredBy: string | null;
  steerReason: string | null;
  nextSteps: NextStep[];
}

export interface WorstWorker {
  id: string;
  workerId: string;
  zone: string | null;
  health: 'UNHEALTHY' | 'FAILED';
  held: boolean;
  since: string;
  reason: string | null;
  message: string | null;
}

export interface ReasonGroup {
  sentence: string;
  count: number;
  zone: string | null;
  version: string | null;
  host: string | null;
  tags: string[];
}

export interface Summary {
  overall: 'HEALTHY' | 'EMPTY' | 'DEGRADED' | 'CRITICAL';
  reasons: string[];
  lostSince: string | null;
  health: HealthCounts;
  zones: (HealthCounts & { zone: string | null })[];
  otherZones: (HealthCounts & { zones: number }) | null;
  reasonGroups: ReasonGroup[];
  worstWorkers: WorstWorker[];
  guards: Guard[];
  nextSteps: NextStep[];
  /** Null for a limited key, which this page does not accept. */
  heartbeatsPerSecond: number | null;
  lastSweep: {
    finishedAt: string;
    durationMs: number;
  } | null;
  nextSweepAt: string | null;
  instances: { number: number; name: string; startedAt: string; seenAt: string }[];
  redis: { configured: boolean; state: 'not configured' | 'connected' | 'away' };
  countedAt: string;
  generatedAt: string;
  stale?: boolean;
}
