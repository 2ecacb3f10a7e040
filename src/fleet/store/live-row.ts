import type { Texts } from '../../platform/database/database.js';
import type { Absence, LiveState, Moment, Presence } from '../worker.js';
import { absenceOf } from './absence.js';
import { isConnected } from './connected.js';
import { momentOf } from './moment-text.js';
import { isSuspect, lateSeconds } from './suspicion-pieces.js';
import { consecutiveFailures } from './state-row.js';

/** The columns of `worker_state` for {@link LiveState}. */
export const LIVE_COLUMNS = [
  'id',
  'presence',
  'status',
  'reported_status',
  'health',
  'held',
  'contested_until',
  'order_kind',
  'order_reason',
  'order_by',
  'order_since',
  'order_until',
  'order_deadline',
  'current_job_count',
  'assigned_job_count',
  'usable_slots',
  'available_capacity',
  'cpu_usage',
  'memory_usage',
  'error_count',
  'message',
  'message_at',
  'last_heartbeat',
  'lease_renewed_at',
  'lease_seconds',
  'heartbeat_count',
  'consecutive_failures',
  'counting_since',
  'registered_at',
  'last_registered_at',
  'registration_count',
  'incarnation',
  'event_loop_lag_ms',
  'worst_lateness',
] as const;

/** Facts that depend on the time: a statement that has just renewed the lease omits those of lateness. */
export const TIMED_COLUMNS = ['flapping', 'late_seconds', 'suspect', 'connected'] as const;

type TimedColumn = (typeof TIMED_COLUMNS)[number];

const TIMED: Readonly<Record<TimedColumn, (alias: string, margins: () => string) => string>> = {
  flapping: (alias) => `${alias}.flapping_until > now()`,
  late_seconds: (alias, margins) => lateSeconds(alias, margins()),
  suspect: (alias, margins) => isSuspect(alias, margins()),
  connected: isConnected,
};

/**
 * Returns the SQL for one of {@link TIMED_COLUMNS}, over a row of `worker_state` with that alias.
 * @param margins returns the parameter bound to `Suspicion.margins`
 */
export const timedColumn = (name: TimedColumn, alias: string, margins: () => string): string =>
  TIMED[name](alias, margins);

/**
 * Returns the SQL for all of them, with their names.
 * @param margins the parameter bound to `Suspicion.margins`
 */
export const timedColumns = (alias: string, margins: string): string =>
  TIMED_COLUMNS.map((name) => `${timedColumn(name, alias, () => margins)} AS ${name}`).join(', ');

type LiveColumn = (typeof LIVE_COLUMNS)[number] | 'sweep_round';

/**
 * The positions of the columns in a row. A statement that has just renewed the lease omits what it knows: the worker is not
 * absent, and not late.
 */
type LivePlaces = Readonly<Record<LiveColumn, number>> &
  Readonly<Partial<Record<TimedColumn | 'absence', number>>>;

/** Returns the positions of columns in a row. */
export const placesOf = <Column extends string>(
  columns: readonly Column[],
): Readonly<Record<Column, number>> =>
  Object.fromEntries(columns.map((name, index) => [name, index])) as Record<Column, number>;

/** The place of a column that a statement does not return. */
const NOWHERE = -1;

const numberOf = (text: string | null | undefined): number | null => (text == null ? null : Number(text));
const parsed = (json: string | null | undefined): Absence | null =>
  json == null ? null : (JSON.parse(json) as Absence);
const momentOrNull = (text: string | null | undefined): Moment | null =>
  text == null ? null : momentOf(text);

/**
 * Reads a row from its texts: converting each value by its type costs too much at ten thousand rows per
 * second.
 */
export function liveStateOf(row: Texts, at: LivePlaces): LiveState {
  const [renewedAt, heardAt] = [row[at.lease_renewed_at], row[at.last_heartbeat]];
  const leaseRenewedAt = momentOrNull(renewedAt);
  return {
    id: row[at.id]!,
    incarnation: Number(row[at.incarnation]),
    presence: row[at.presence] as Presence,
    absence: at.absence === undefined ? null : absenceOf(parsed(row[at.absence])),
    status: row[at.status] as LiveState['status'],
    reportedStatus: row[at.reported_status] as LiveState['reportedStatus'],
    health: row[at.health] as LiveState['health'],
    held: row[at.held] === 't',
    contested: row[at.contested_until] != null,
    flapping: row[at.flapping ?? NOWHERE] === 't',
    suspect: row[at.suspect ?? NOWHERE] === 't',
    connected: row[at.connected ?? NOWHERE] === 't',
    lateSeconds: Number(row[at.late_seconds ?? NOWHERE] ?? 0),
    worstLateness: Number(row[at.worst_lateness]),
    eventLoopLagMs: numberOf(row[at.event_loop_lag_ms]),
    orderKind: row[at.order_kind] as LiveState['orderKind'],
    orderReason: row[at.order_reason] ?? null,
    orderBy: row[at.order_by] ?? null,
    orderSince: momentOrNull(row[at.order_since]),
    orderUntil: momentOrNull(row[at.order_until]),
    orderDeadline: momentOrNull(row[at.order_deadline]),
    usableSlots: Number(row[at.usable_slots]),
    currentJobCount: Number(row[at.current_job_count]),
    assignedJobCount: Number(row[at.assigned_job_count]),
    reportedCapacity: Number(row[at.available_capacity]),
    cpuUsage: numberOf(row[at.cpu_usage]),
    memoryUsage: numberOf(row[at.memory_usage]),
    errorCount: Number(row[at.error_count]),
    message: row[at.message] ?? null,
    messageAt: momentOrNull(row[at.message_at]),
    lastHeartbeat: heardAt === renewedAt ? leaseRenewedAt : momentOrNull(heardAt),
    leaseRenewedAt,
    leaseSeconds: numberOf(row[at.lease_seconds]),
    heartbeatCount: Number(row[at.heartbeat_count]),
    consecutiveFailures: consecutiveFailures({
      consecutive_failures: Number(row[at.consecutive_failures]),
      counting_since: row[at.counting_since] ?? null,
      sweep_round: row[at.sweep_round] ?? null,
    }),
    registeredAt: momentOrNull(row[at.registered_at])!,
    lastRegisteredAt: momentOrNull(row[at.last_registered_at])!,
    registrationCount: Number(row[at.registration_count]),
  };
}
