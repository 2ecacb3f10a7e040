import { ApiProperty } from '../platform/openapi/swagger.js';

/** The figures of the fleet. The counts by status add up to the total. */
export class SystemStatisticsDto {
  @ApiProperty({ description: 'Number of records: the sum of the workers by status.' })
  totalWorkers: number;

  @ApiProperty({ description: 'Workers with status ACTIVE.' })
  activeWorkers: number;

  @ApiProperty({ description: 'Workers with status IDLE.' })
  idleWorkers: number;

  @ApiProperty({ description: 'Workers with status BUSY.' })
  busyWorkers: number;

  @ApiProperty({ description: 'Workers with status MAINTENANCE.' })
  maintenanceWorkers: number;

  @ApiProperty({ description: 'Workers with status DRAINING.' })
  drainingWorkers: number;

  @ApiProperty({ description: 'Workers with status ERROR.' })
  failedWorkers: number;

  @ApiProperty({ description: 'Workers with status INACTIVE.' })
  inactiveWorkers: number;

  @ApiProperty({ description: 'Workers that are registered and were not yet seen; they are INACTIVE.' })
  expectedWorkers: number;

  @ApiProperty({ description: 'Workers that were cleaned up after failing; they are INACTIVE.' })
  lostWorkers: number;

  @ApiProperty({ description: 'Workers that were deregistered; they are INACTIVE.' })
  leftWorkers: number;

  @ApiProperty({
    description: 'Workers lost within `lost-attention-hours` whose loss was not acknowledged.',
  })
  unacknowledgedLosses: number;

  @ApiProperty({
    description: 'Present workers whose heartbeat is later than usual; FAILED ones are not counted.',
  })
  suspectWorkers: number;

  @ApiProperty({
    description: 'Present workers that are not HEALTHY, FAILED ones included.',
  })
  unhealthyWorkers: number;

  @ApiProperty({ description: 'Sum of the job limits of the present workers.' })
  totalCapacity: number;

  @ApiProperty({ description: 'Sum of the jobs of the present workers.' })
  usedCapacity: number;

  @ApiProperty({
    description: 'Sum of the free slots of the workers that can accept jobs now, without suspects.',
  })
  availableCapacity: number;

  @ApiProperty({
    description:
      '(total − failed − lost) / total × 100; 100 for an empty fleet. Total is the number of workers that should be there: neither those that left nor losses that need no more attention count.',
    example: 100,
  })
  systemHealthPercentage: number;

  @ApiProperty({ format: 'date-time', description: 'When these figures were counted.' })
  generatedAt: string;

  @ApiProperty({
    required: false,
    description: 'True while the database is unavailable and these are the last known figures.',
  })
  stale?: boolean;
}
