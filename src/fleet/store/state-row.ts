import type {
  Absence,
  Presence,
  RegistrationOutcome,
  ReportedStatus,
  WorkerHealth,
  WorkerState,
  WorkerStatus,
} from '../worker.js';
import { absenceOf } from './absence.js';

/** A row of `worker_state` from the driver: bigint as text, timestamptz as Date. */
export interface StateRow {
  id: string;
  heartbeat_count: string;
  registered_at: Date;
  last_registered_at: Date;
  last_heartbeat: Date | null;
  lease_renewed_at: Date | null;
  lease_seconds: number | null;
  order_since: Date | null;
  order_until: Date | null;
  order_deadline: Date | null;
  revision: number;
  registration_count: number;
  incarnation: number;
  last_outcome: RegistrationOutcome;
  presence: Presence;
  /** Only of statements that read it. */
  absence?: Absence | null;
  reported_status: ReportedStatus;
  health: WorkerHealth;
  order_kind: 'DRAINING' | 'MAINTENANCE' | null;
  max_concurrent_jobs: number;
  usable_slots: number;
  current_job_count: number;
  available_capacity: number;
  assigned_job_count: number;
  consecutive_failures: number;
  counting_since: string | null;
  /** Round of the last sweep; null before the first. */
  sweep_round: string | null;
  error_count: number;
  event_loop_lag_ms: number | null;
  cpu_usage: number | null;
  memory_usage: number | null;
  held: boolean;
  contested_until: Date | null;
  has_revoked_jobs: boolean;
  worst_lateness: number;
  /** The columns of `timedColumns`; without them the lease was renewed just now. */
  flapping?: boolean | null;
  late_seconds?: number;
  suspect?: boolean;
  connected?: boolean;
  boot_id: string | null;
  message: string | null;
  message_at: Date | null;
  order_reason: string | null;
  order_by: string | null;
  status: WorkerStatus;
}

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;

export function stateOf(row: StateRow): WorkerState {
  return {
    id: row.id,
    incarnation: row.incarnation,
    presence: row.presence,
    absence: absenceOf(row.absence),
    status: row.status,
    reportedStatus: row.reported_status,
    health: row.health,
    held: row.held,
    contested: row.contested_until !== null,
    flapping: row.flapping ?? false,
    suspect: row.suspect ?? false,
    connected: row.connected ?? false,
    lateSeconds: row.late_seconds ?? 0,
    worstLateness: row.worst_lateness,
    orderKind: row.order_kind,
    orderReason: row.order_reason,
    orderBy: row.order_by,
    orderSince: iso(row.order_since),
    orderUntil: iso(row.order_until),
    orderDeadline: iso(row.order_deadline),
    currentJobCount: row.current_job_count,
    reportedCapacity: row.available_capacity,
    cpuUsage: row.cpu_usage,
    memoryUsage: row.memory_usage,
    errorCount: row.error_count,
    message: row.message,
    messageAt: iso(row.message_at),
    lastHeartbeat: iso(row.last_heartbeat),
    leaseRenewedAt: iso(row.lease_renewed_at),
    leaseSeconds: row.lease_seconds,
    heartbeatCount: Number(row.heartbeat_count),
    consecutiveFailures: consecutiveFailures(row),
    registeredAt: row.registered_at.toISOString(),
    lastRegisteredAt: row.last_registered_at.toISOString(),
    registrationCount: row.registration_count,
    revision: row.revision,
    bootId: row.boot_id,
    hasRevokedJobs: row.has_revoked_jobs,
    maxConcurrentJobs: row.max_concurrent_jobs,
    usableSlots: row.usable_slots,
    assignedJobCount: row.assigned_job_count,
    eventLoopLagMs: row.event_loop_lag_ms,
    lastOutcome: row.last_outcome,
  };
}

/**
 * A worker that stays unhealthy is not written: its failures are the stored ones plus the sweeps since it
 * became unhealthy.
 */
export function consecutiveFailures(
  row: Pick<StateRow, 'consecutive_failures' | 'counting_since' | 'sweep_round'>,
): number {
  if (row.counting_since === null) return row.consecutive_failures;
  return row.consecutive_failures + Math.max(0, Number(row.sweep_round) - Number(row.counting_since) + 1);
}
