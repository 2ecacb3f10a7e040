import { ApiProperty } from '@nestjs/swagger';

export class CheckResultDto {
  @ApiProperty({ description: 'The check.', example: 'heartbeat' })
  name: string;

  @ApiProperty({ description: 'Whether it passes.' })
  healthy: boolean;

  @ApiProperty({
    description: 'What is wrong, with its figures, or that nothing is.',
    example: 'The lease is valid',
  })
  message: string;
}

export class WorkerMetricsDto {
  @ApiProperty({
    description: 'Time present and HEALTHY, in percent of the time since its first registration.',
    example: 99.9,
  })
  uptimePercentage: number;

  @ApiProperty({
    description: 'Load in percent: the larger of reported and assigned jobs, over usable slots.',
    example: 30,
  })
  loadPercentage: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Percent of its processors.', example: 45.5 })
  cpuUsage: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Percent of its memory.', example: 67.8 })
  memoryUsage: number | null;

  @ApiProperty({ description: 'Errors that it reported.', example: 0 })
  errorCount: number;

  @ApiProperty({ description: 'Heartbeats taken since it first registered.' })
  heartbeatCount: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When its last heartbeat was taken.',
  })
  lastHeartbeat: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the last sweep that found something wrong said; kept after a recovery.',
    example: 'No heartbeat for 320 s; the lease lasts 300 s',
  })
  lastError: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When that was.' })
  lastErrorTime: string | null;
}

/** Heartbeats of a worker that were refused. */
export class RefusalDto {
  @ApiProperty({ format: 'date-time', description: 'When the last of them was refused.' })
  at: string;

  @ApiProperty({
    description: 'How many were refused since the last one that was accepted before.',
    example: 18,
  })
  count: number;

  @ApiProperty({ description: 'The code of the error.', example: 'superseded' })
  code: string;

  @ApiProperty({ description: 'The sentence.', example: 'Another process is registered as this worker' })
  message: string;
}

/** A field of an accepted heartbeat that did not fit. */
export class DroppedFieldDto {
  @ApiProperty({ format: 'date-time', description: 'When that was.' })
  at: string;

  @ApiProperty({ description: 'The field.', example: 'cpuUsage' })
  field: string;

  @ApiProperty({
    description: 'The warning that the worker was sent.',
    example: 'cpuUsage was dropped: CPU usage must be a number of at least 0',
  })
  message: string;
}

/** The health of one worker, evaluated at the call. */
export class WorkerHealthDto {
  @ApiProperty({ description: 'Whether it is there and all checks pass.' })
  healthy: boolean;

  @ApiProperty({ enum: ['HEALTHY', 'UNHEALTHY', 'FAILED'], description: 'The verdict of the last sweep.' })
  health: 'HEALTHY' | 'UNHEALTHY' | 'FAILED';

  @ApiProperty({ format: 'date-time', description: 'Since when it is of this health.' })
  since: string;

  @ApiProperty({ description: 'The state of its health in one sentence.', example: 'All checks pass' })
  description: string;

  @ApiProperty({ type: [CheckResultDto], description: 'Each check; none for a worker that is not there.' })
  checks: CheckResultDto[];

  @ApiProperty({ description: 'Failed checks in a row.' })
  consecutiveFailures: number;

  @ApiProperty({ description: 'Whether the guard holds it.' })
  held: boolean;

  @ApiProperty({ description: 'Whether its event loop lags by more than the settings allow.' })
  stuck: boolean;

  @ApiProperty({ description: 'Whether its health changes so often that neither verdict says much.' })
  flapping: boolean;

  @ApiProperty({ description: 'Whether processes keep taking the name from each other.' })
  contested: boolean;

  @ApiProperty({
    type: RefusalDto,
    nullable: true,
    description: 'Its last heartbeat that was refused; null where none was. Written within a second.',
  })
  lastRefusal: RefusalDto | null;

  @ApiProperty({
    type: DroppedFieldDto,
    nullable: true,
    description: 'The last field of a heartbeat that was dropped as it did not fit; null where none was.',
  })
  lastDroppedField: DroppedFieldDto | null;

  @ApiProperty({ type: WorkerMetricsDto, description: 'The figures behind it.' })
  metrics: WorkerMetricsDto;
}
