import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { toThreePlaces } from '../../platform/text/three-places.js';
import { leaseExpiresAt, leaseMsOr } from '../lease.js';
import type { ViewRules } from '../view-rules.js';
import {
  describeWorker,
  WORKER_FIELD_NAMES,
  WORKER_FIELDS,
  type WorkerDescription,
} from '../worker-fields.js';
import {
  availableCapacity,
  PRESENCES,
  REPORTED_STATUSES,
  WORKER_HEALTHS,
  WORKER_STATUSES,
  type Absence,
  type Presence,
  type ReportedStatus,
  type WorkerHealth,
  type LiveState,
  type WorkerStatus,
} from '../worker.js';
import { AbsenceDto } from './absence.dto.js';
import { orderDto, OrderDto } from './order.dto.js';

/** Live state of a worker in every answer about it. */
export class WorkerStateDto {
  @ApiProperty({ format: 'uuid', description: 'Server-assigned id; stable across restarts.' })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({
    enum: PRESENCES,
    description:
      'EXPECTED: registered, not yet seen. PRESENT: it is there. LOST: it FAILED and was cleaned up. LEFT: it was deregistered.',
  })
  presence: Presence;

  @ApiProperty({
    type: AbsenceDto,
    nullable: true,
    description:
      'Since when and why the worker is LOST or has LEFT; else null, and null in answers to heartbeats.',
  })
  absence: Absence | null;

  @ApiProperty({
    enum: WORKER_STATUSES,
    description:
      'Derived status: INACTIVE if the worker is not present; else ERROR if its health is FAILED; else its order; else the reported status.',
  })
  status: WorkerStatus;

  @ApiProperty({ enum: REPORTED_STATUSES, description: 'Status that the worker reports.' })
  reportedStatus: ReportedStatus;

  @ApiProperty({ enum: WORKER_HEALTHS, description: 'Health that the service observes.' })
  health: WorkerHealth;

  @ApiProperty({
    description:
      'Whether a guard holds the worker: it is silent, but not judged, because too many workers fell silent together.',
  })
  held: boolean;

  @ApiProperty({
    description:
      'Whether the heartbeat of the worker is later than usual: it counts as alive, but gets a job only if no other worker can take it.',
  })
  suspect: boolean;

  @ApiProperty({
    description: 'How late the next heartbeat is, in seconds; 0 if it is not late.',
    example: 0,
  })
  lateSeconds: number;

  @ApiProperty({
    description:
      'The worker is suspect if its heartbeat is later than this: the floor of the settings, or twice its worst recent lateness.',
    example: 10,
  })
  usuallyWithinSeconds: number;

  @ApiProperty({ description: 'Whether its event loop lags by more than the settings allow.' })
  stuck: boolean;

  @ApiProperty({ description: 'Whether its health changes too often for a verdict to be meaningful.' })
  flapping: boolean;

  @ApiProperty({ description: 'Whether several processes keep taking over this name from each other.' })
  contested: boolean;

  @ApiProperty({ description: 'Whether the worker has a session: a live connection.' })
  connected: boolean;

  @ApiProperty({
    type: OrderDto,
    nullable: true,
    description: 'Order of an operator, or drain of the worker; null if there is none.',
  })
  order: OrderDto | null;

  @ApiProperty({ description: 'Number of jobs that the worker reported.', example: 3 })
  currentJobCount: number;

  @ApiProperty({ description: 'Number of jobs assigned to the worker.', example: 3 })
  assignedJobCount: number;

  @ApiProperty({
    description:
      'Free slots: usable slots minus the larger of reported and assigned jobs, or the reported free slots if less.',
    example: 7,
  })
  availableCapacity: number;

  @ApiProperty({ type: Number, nullable: true, description: 'CPU usage in percent.', example: 45.5 })
  cpuUsage: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Memory usage in percent.', example: 67.8 })
  memoryUsage: number | null;

  @ApiProperty({ description: 'Number of errors that the worker reported.', example: 0 })
  errorCount: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Free-text message for operators.',
    example: 'All systems operational',
  })
  message: string | null;

  @ApiProperty({ ...NULLABLE_MOMENT, description: 'When the message last changed; null if it is unknown.' })
  messageAt: string | null;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'When the last heartbeat was accepted; null before the first one.',
  })
  lastHeartbeat: string | null;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description:
      'When the worker stops counting as alive without a further heartbeat; null before it was present.',
  })
  leaseExpiresAt: string | null;

  @ApiProperty({ description: 'Number of accepted heartbeats since the first registration.' })
  heartbeatCount: number;

  @ApiProperty({ description: 'Number of consecutive failures.' })
  consecutiveFailures: number;

  @ApiProperty({ format: 'date-time', description: 'When the worker first registered.' })
  registeredAt: string;

  @ApiProperty({ format: 'date-time', description: 'When the worker last registered.' })
  lastRegisteredAt: string;

  @ApiProperty({ description: 'Number of registrations.' })
  registrationCount: number;

  @ApiProperty({ description: 'Number of the incarnation; a newer process supersedes older ones.' })
  incarnation: number;
}

type Shown = Omit<WorkerDescription, 'workerId'>;
const DescribedStateDto = WorkerStateDto as new () => WorkerStateDto & Shown;

/** A worker in answers: its state and the fields that describe it. */
export class WorkerDto extends DescribedStateDto {}

for (const name of WORKER_FIELD_NAMES)
  if (name !== 'workerId') ApiProperty(WORKER_FIELDS[name].api)(WorkerDto.prototype, name);

export function workerStateDto(workerId: string, state: LiveState, rules: ViewRules): WorkerStateDto {
  return {
    id: state.id,
    workerId,
    presence: state.presence,
    absence: state.absence,
    status: state.status,
    reportedStatus: state.reportedStatus,
    health: state.health,
    held: state.held,
    suspect: state.suspect,
    lateSeconds: toThreePlaces(state.lateSeconds),
    usuallyWithinSeconds: toThreePlaces(Math.max(rules.suspectFloorSeconds, 2 * state.worstLateness)),
    stuck: (state.eventLoopLagMs ?? 0) > rules.stuckEventLoopLagMs,
    flapping: state.flapping,
    contested: state.contested,
    connected: state.connected,
    order: orderDto(state),
    currentJobCount: state.currentJobCount,
    assignedJobCount: state.assignedJobCount,
    availableCapacity: availableCapacity(state),
    cpuUsage: state.cpuUsage,
    memoryUsage: state.memoryUsage,
    errorCount: state.errorCount,
    message: state.message,
    messageAt: state.messageAt,
    lastHeartbeat: state.lastHeartbeat,
    leaseExpiresAt: leaseExpiresAt(state.leaseRenewedAt, leaseMsOr(state.leaseSeconds, rules.leaseMs)),
    heartbeatCount: state.heartbeatCount,
    consecutiveFailures: state.consecutiveFailures,
    registeredAt: state.registeredAt,
    lastRegisteredAt: state.lastRegisteredAt,
    registrationCount: state.registrationCount,
    incarnation: state.incarnation,
  };
}

export function workerDto(described: WorkerDescription, state: LiveState, rules: ViewRules): WorkerDto {
  const { id, ...live } = workerStateDto(described.workerId, state, rules);
  return { id, ...describeWorker((name) => described[name]), ...live };
}
