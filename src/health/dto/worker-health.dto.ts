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

  @ApiProperty({ type: WorkerMetricsDto, description: 'The figures behind it.' })
  metrics: WorkerMetricsDto;
}
