import { ApiProperty } from '@nestjs/swagger';
import { leaseExpiresAt } from '../lease.js';
import {
  describeWorker,
  WORKER_FIELD_NAMES,
  WORKER_FIELDS,
  type WorkerDescription,
} from '../worker-fields.js';
import {
  availableCapacity,
  REPORTED_STATUSES,
  WORKER_HEALTHS,
  WORKER_STATUSES,
  type ReportedStatus,
  type WorkerHealth,
  type LiveState,
  type WorkerStatus,
} from '../worker.js';

const moment = { type: String, format: 'date-time', nullable: true } as const;

/** What an operator, or the worker itself, asked of a worker. */
export class OrderDto {
  @ApiProperty({
    enum: ['DRAINING', 'MAINTENANCE'],
    description: 'Take no more jobs, or take none and rest.',
  })
  kind: 'DRAINING' | 'MAINTENANCE';

  @ApiProperty({ type: String, nullable: true, description: 'Why.' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Who asked.' })
  by: string | null;

  @ApiProperty({ ...moment, description: 'Since when.' })
  since: string | null;

  @ApiProperty({ ...moment, description: 'When it ends by itself; null: when it is lifted.' })
  until: string | null;
}

/** What changes while a worker lives: what every answer about it shows. */
export class WorkerStateDto {
  @ApiProperty({ format: 'uuid', description: 'Our name for it: never changes, survives restarts.' })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({
    enum: WORKER_STATUSES,
    description:
      'Derived: INACTIVE if it is not there; else ERROR if it FAILED; else the order; else what it reports.',
  })
  status: WorkerStatus;

  @ApiProperty({ enum: REPORTED_STATUSES, description: 'What it says it does.' })
  reportedStatus: ReportedStatus;

  @ApiProperty({ enum: WORKER_HEALTHS, description: 'What we observe.' })
  health: WorkerHealth;

  @ApiProperty({
    description: 'Whether the guard holds it: silent, but not judged, as too many fell silent together.',
  })
  held: boolean;

  @ApiProperty({ description: 'Whether several processes keep taking over this name from each other.' })
  contested: boolean;

  @ApiProperty({ type: OrderDto, nullable: true, description: 'The order that it is under.' })
  order: OrderDto | null;

  @ApiProperty({ description: 'The jobs that it reported.', example: 3 })
  currentJobCount: number;

  @ApiProperty({ description: 'The jobs that were assigned to it.', example: 3 })
  assignedJobCount: number;

  @ApiProperty({
    description:
      'Its free slots: usable slots less the larger of reported and assigned jobs, or what it reported if less.',
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
    description: 'Its word to people.',
    example: 'All systems operational',
  })
  message: string | null;

  @ApiProperty({ ...moment, description: 'When its last heartbeat was taken; null before the first one.' })
  lastHeartbeat: string | null;

  @ApiProperty({
    ...moment,
    description: 'Until when it counts as alive without a further heartbeat; null before it was there.',
  })
  leaseExpiresAt: string | null;

  @ApiProperty({ description: 'Number of accepted heartbeats since the first registration.' })
  heartbeatCount: number;

  @ApiProperty({ description: 'Number of consecutive failures.' })
  consecutiveFailures: number;

  @ApiProperty({ format: 'date-time', description: 'When it registered for the first time.' })
  registeredAt: string;

  @ApiProperty({ format: 'date-time', description: 'When it registered last.' })
  lastRegisteredAt: string;

  @ApiProperty({ description: 'How often it registered.' })
  registrationCount: number;

  @ApiProperty({ description: 'Which life of its process this is; a newer one supersedes the older.' })
  incarnation: number;
}

type Shown = Omit<WorkerDescription, 'workerId'>;
const DescribedStateDto = WorkerStateDto as new () => WorkerStateDto & Shown;

/** A worker, as every answer shows it: its state and the fields that describe it. */
export class WorkerDto extends DescribedStateDto {}

for (const name of WORKER_FIELD_NAMES)
  if (name !== 'workerId') ApiProperty(WORKER_FIELDS[name].api)(WorkerDto.prototype, name);

/** A drain of its own has ended with the worker; the order of an operator stays. */
function orderDto({
  orderKind,
  orderReason,
  orderBy,
  orderSince,
  orderUntil,
  presence,
}: LiveState): OrderDto | null {
  if (orderKind === null || (presence === 'DEREGISTERED' && orderBy === 'worker')) return null;
  return {
    kind: orderKind,
    reason: orderReason,
    by: orderBy,
    since: orderSince,
    until: orderUntil,
  };
}

export function workerStateDto(workerId: string, state: LiveState, leaseMs: number): WorkerStateDto {
  return {
    id: state.id,
    workerId,
    status: state.status,
    reportedStatus: state.reportedStatus,
    health: state.health,
    held: state.held,
    contested: state.contested,
    order: orderDto(state),
    currentJobCount: state.currentJobCount,
    assignedJobCount: state.assignedJobCount,
    availableCapacity: availableCapacity(state),
    cpuUsage: state.cpuUsage,
    memoryUsage: state.memoryUsage,
    errorCount: state.errorCount,
    message: state.message,
    lastHeartbeat: state.lastHeartbeat,
    leaseExpiresAt: leaseExpiresAt(state.leaseRenewedAt, leaseMs),
    heartbeatCount: state.heartbeatCount,
    consecutiveFailures: state.consecutiveFailures,
    registeredAt: state.registeredAt,
    lastRegisteredAt: state.lastRegisteredAt,
    registrationCount: state.registrationCount,
    incarnation: state.incarnation,
  };
}

export function workerDto(described: WorkerDescription, state: LiveState, leaseMs: number): WorkerDto {
  const { id, ...live } = workerStateDto(described.workerId, state, leaseMs);
  return { id, ...describeWorker((name) => described[name]), ...live };
}
