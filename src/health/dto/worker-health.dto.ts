import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';

export class CheckResultDto {
  @ApiProperty({ description: 'Name of the check.', example: 'heartbeat' })
  name: string;

  @ApiProperty({ description: 'Whether the check passes.' })
  healthy: boolean;

  @ApiProperty({
    description: 'What is wrong, with figures, or that all is well.',
    example: 'The lease is valid',
  })
  message: string;
}

/** What a scheduler reported about a worker. */
export class ReportedObservationDto {
  @ApiProperty({ description: 'What happened: refused, timeout or error.', example: 'refused' })
  kind: string;

  @ApiProperty({
    description: 'Account, or network of the client; workers see only its kind.',
    example: 'key:scheduler',
  })
  reporter: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A job that the worker had then; null if none was named.',
    example: 'job-4711',
  })
  jobId: string | null;

  @ApiProperty({ format: 'date-time', description: 'When it was reported.' })
  at: string;
}

export class WorkerMetricsDto {
  @ApiProperty({
    description: 'Time present and HEALTHY, as a percentage of the time since the first registration.',
    example: 99.9,
  })
  uptimePercentage: number;

  @ApiProperty({
    description: 'Load in percent: the larger of reported and assigned jobs, divided by usable slots.',
    example: 30,
  })
  loadPercentage: number;

  @ApiProperty({ type: Number, nullable: true, description: 'CPU usage in percent.', example: 45.5 })
  cpuUsage: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Memory usage in percent.', example: 67.8 })
  memoryUsage: number | null;

  @ApiProperty({ description: 'Number of errors that the worker reported.', example: 0 })
  errorCount: number;

  @ApiProperty({ description: 'Number of accepted heartbeats since the first registration.' })
  heartbeatCount: number;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'When the last heartbeat was accepted.',
  })
  lastHeartbeat: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Message of the last sweep that found a problem; kept after a recovery.',
    example: 'No heartbeat for 320 s; the lease lasts 300 s',
  })
  lastError: string | null;

  @ApiProperty({ ...NULLABLE_MOMENT, description: 'When that sweep ran.' })
  lastErrorTime: string | null;
}

/** Refused heartbeats of a worker. */
export class RefusalDto {
  @ApiProperty({ format: 'date-time', description: 'When the last one was refused.' })
  at: string;

  @ApiProperty({
    description: 'Number of refusals since the last accepted heartbeat.',
    example: 18,
  })
  count: number;

  @ApiProperty({ description: 'Error code.', example: 'superseded' })
  code: string;

  @ApiProperty({ description: 'Error message.', example: 'Another process is registered as this worker' })
  message: string;
}

/** A dropped field of an accepted heartbeat. */
export class DroppedFieldDto {
  @ApiProperty({ format: 'date-time', description: 'When it was dropped.' })
  at: string;

  @ApiProperty({ description: 'Name of the field.', example: 'cpuUsage' })
  field: string;

  @ApiProperty({
    description: 'Warning in the answer to the worker.',
    example: 'cpuUsage was dropped: CPU usage must be a number of at least 0, not -1',
  })
  message: string;
}

/** Health of one worker, evaluated by the request. */
export class WorkerHealthDto {
  @ApiProperty({ description: 'Whether the worker is present and passes all checks.' })
  healthy: boolean;

  @ApiProperty({ enum: ['HEALTHY', 'UNHEALTHY', 'FAILED'], description: 'Verdict of the last sweep.' })
  health: 'HEALTHY' | 'UNHEALTHY' | 'FAILED';

  @ApiProperty({ format: 'date-time', description: 'When the worker entered this state of health.' })
  since: string;

  @ApiProperty({ description: 'Health in one sentence.', example: 'All checks pass' })
  description: string;

  @ApiProperty({ type: [CheckResultDto], description: 'All checks; empty for a worker that is not present.' })
  checks: CheckResultDto[];

  @ApiProperty({ description: 'Number of consecutive failures.' })
  consecutiveFailures: number;

  @ApiProperty({ description: 'Whether a guard holds the worker.' })
  held: boolean;

  @ApiProperty({ description: 'Whether its event loop lags by more than the settings allow.' })
  stuck: boolean;

  @ApiProperty({ description: 'Whether its health changes too often for a verdict to be meaningful.' })
  flapping: boolean;

  @ApiProperty({ description: 'Whether several processes keep taking over this name from each other.' })
  contested: boolean;

  @ApiProperty({
    description: 'Whether it is late beyond its own usual lateness, or suspect by reports of schedulers.',
  })
  suspect: boolean;

  @ApiProperty({ description: 'Seconds by which its heartbeat is late now; 0 if it is not.' })
  lateSeconds: number;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'Until when the worker is suspect by reports of schedulers; null if it is not.',
  })
  suspectUntil: string | null;

  @ApiProperty({
    type: [ReportedObservationDto],
    description: 'What schedulers reported in the last three minutes, newest first, at most 20.',
  })
  observations: ReportedObservationDto[];

  @ApiProperty({
    type: RefusalDto,
    nullable: true,
    description: 'The last refused heartbeat; null if there is none. Stored within a second.',
  })
  lastRefusal: RefusalDto | null;

  @ApiProperty({
    type: DroppedFieldDto,
    nullable: true,
    description: 'The last heartbeat field that was dropped as invalid; null if there is none.',
  })
  lastDroppedField: DroppedFieldDto | null;

  @ApiProperty({ type: WorkerMetricsDto, description: 'Figures of the worker.' })
  metrics: WorkerMetricsDto;
}
