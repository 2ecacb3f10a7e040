import type { WorkerStateDto } from '../../../fleet/dto/worker.dto.js';
import { absence } from '../../../fleet/store/absence.js';
import { LIVE_COLUMNS, TIMED_COLUMNS, timedColumn } from '../../../fleet/store/live-row.js';
import { WORKER_FIELD_NAMES, type WorkerFieldName } from '../../../fleet/worker-fields.js';

/** What a list reads of the state of a worker. */
export type StateColumn =
  | (typeof LIVE_COLUMNS)[number]
  | (typeof TIMED_COLUMNS)[number]
  | 'absence'
  | 'sweep_round';

/** By what each field of an answer that is no field of a description is computed. */
const STATE_FIELDS: Readonly<Record<Exclude<keyof WorkerStateDto, 'workerId'>, readonly StateColumn[]>> = {
  id: ['id'],
  presence: ['presence'],
  absence: ['absence'],
  status: ['status'],
  reportedStatus: ['reported_status'],
  health: ['health'],
  held: ['held'],
  suspect: ['suspect'],
  lateSeconds: ['late_seconds'],
  usuallyWithinSeconds: ['worst_lateness'],
  stuck: ['event_loop_lag_ms'],
  flapping: ['flapping'],
  contested: ['contested_until'],
  connected: ['connected'],
  order: [
    'order_kind',
    'order_reason',
    'order_by',
    'order_since',
    'order_until',
    'order_deadline',
    'presence',
    'current_job_count',
    'assigned_job_count',
    'last_heartbeat',
  ],
  currentJobCount: ['current_job_count'],
  assignedJobCount: ['assigned_job_count'],
  availableCapacity: ['available_capacity', 'usable_slots', 'current_job_count', 'assigned_job_count'],
  cpuUsage: ['cpu_usage'],
  memoryUsage: ['memory_usage'],
  errorCount: ['error_count'],
  message: ['message'],
  messageAt: ['message_at'],
  lastHeartbeat: ['last_heartbeat'],
  leaseExpiresAt: ['lease_renewed_at', 'lease_seconds'],
  heartbeatCount: ['heartbeat_count'],
  consecutiveFailures: ['consecutive_failures', 'counting_since', 'sweep_round'],
  registeredAt: ['registered_at'],
  lastRegisteredAt: ['last_registered_at'],
  registrationCount: ['registration_count'],
  incarnation: ['incarnation'],
};

/** The fields of a worker in a list. */
export const SHOWN_FIELDS: readonly string[] = [
  ...new Set<string>([...WORKER_FIELD_NAMES, ...Object.keys(STATE_FIELDS)]),
];

/** What a list reads of each worker. */
export interface Selection {
  /** The id is always read, and comes first. */
  readonly state: readonly StateColumn[];
  readonly description: readonly WorkerFieldName[];
}

export const ALL: Selection = {
  state: [...LIVE_COLUMNS, ...TIMED_COLUMNS, 'absence', 'sweep_round'],
  description: WORKER_FIELD_NAMES,
};

/** Returns what must be read for some fields of an answer, and nothing else. */
export function selectionOf(fields: readonly string[]): Selection {
  const asked = new Set(fields);
  const columns = Object.entries(STATE_FIELDS).flatMap(([field, needed]) => (asked.has(field) ? needed : []));
  return {
    state: [...new Set<StateColumn>(['id', ...columns])],
    // The length of a lease of its own is a field of the description, and a column of the state.
    description: WORKER_FIELD_NAMES.filter((name) => asked.has(name)),
  };
}

const PIECES: Readonly<Partial<Record<StateColumn, string>>> = {
  absence: absence('s'),
  sweep_round: `(SELECT round FROM worker_registration.duty WHERE name = 'sweep')`,
};

/**
 * Returns the SQL of a column, over a row `s` of `worker_state`.
 * @param margins returns the parameter bound to `Suspicion.margins`
 */
export function sqlOf(column: StateColumn, margins: () => string): string {
  const timed = TIMED_COLUMNS.find((name) => name === column);
  return timed === undefined ? (PIECES[column] ?? `s.${column}`) : timedColumn(timed, 's', margins);
}
