import { ApiProperty } from '@nestjs/swagger';

/** The fleet in figures. The counts by status add up to the total. */
export class SystemStatisticsDto {
  @ApiProperty({ description: 'All records.' })
  totalWorkers: number;

  @ApiProperty({ description: 'Workers of status ACTIVE.' })
  activeWorkers: number;

  @ApiProperty({ description: 'Workers of status IDLE.' })
  idleWorkers: number;

  @ApiProperty({ description: 'Workers of status BUSY.' })
  busyWorkers: number;

  @ApiProperty({ description: 'Workers of status MAINTENANCE.' })
  maintenanceWorkers: number;

  @ApiProperty({ description: 'Workers of status DRAINING.' })
  drainingWorkers: number;

  @ApiProperty({ description: 'Workers of status ERROR.' })
  failedWorkers: number;

  @ApiProperty({ description: 'Workers of status INACTIVE.' })
  inactiveWorkers: number;

  @ApiProperty({
    description: 'Workers that are present and not HEALTHY; those of health FAILED are among them.',
  })
  unhealthyWorkers: number;

  @ApiProperty({ description: 'The job limits of those present, together.' })
  totalCapacity: number;

  @ApiProperty({ description: 'The jobs of those present, together.' })
  usedCapacity: number;

  @ApiProperty({ description: 'The free slots of those that may take jobs now, together.' })
  availableCapacity: number;

  @ApiProperty({ description: '(total − failed) / total × 100; 100 for an empty fleet.', example: 100 })
  systemHealthPercentage: number;

  @ApiProperty({ format: 'date-time', description: 'When these figures were counted.' })
  generatedAt: string;

  @ApiProperty({
    required: false,
    description: 'True while the database is away and these are the last figures known.',
  })
  stale?: boolean;
}
