import { ApiProperty } from '../../platform/openapi/swagger.js';
import { Count, TextOrNull, Time, ZonePeriodDto } from './report-parts.js';

/** How long workers were healthy; seconds of several workers are added up. */
export class AvailabilityFiguresDto {
  @Count('Seconds in which a worker was expected: present or lost, and not in maintenance.', 604_800)
  expectedSeconds: number;

  @Count('Those in which it was present and healthy.', 604_200)
  healthySeconds: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Healthy in percent of expected; null where nothing was expected. Never rounded up to 100.',
    example: 99.9,
  })
  availabilityPercentage: number | null;

  @Count('Seconds in maintenance, which do not count as expected.')
  maintenanceSeconds: number;

  @Count('How often a worker became unhealthy.', 1)
  illnesses: number;

  @Count('How often a worker was lost.')
  losses: number;
}

export class GroupAvailabilityDto extends AvailabilityFiguresDto {
  @Count('Workers that were expected at some time.', 42)
  workers: number;
}

export class ZoneAvailabilityDto extends GroupAvailabilityDto {
  @TextOrNull('Present zone of the workers; null for workers without one.', 'eu-west-1a')
  zone: string | null;
}

export class WorkerAvailabilityDto extends AvailabilityFiguresDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the record.' })
  id: string;

  @TextOrNull('Its name; null if the journal no longer has it.', 'worker-017')
  workerId: string | null;

  @TextOrNull('Its zone.', 'eu-west-1a')
  zone: string | null;
}

export class OutageDto {
  @Time('Begin.')
  from: string;

  @Time('End.')
  until: string;

  @Count('Length in seconds.', 42)
  seconds: number;
}

export class LossDto {
  @Time('When the worker was lost.')
  at: string;

  @TextOrNull('The worker.', 'worker-017')
  workerId: string | null;

  @TextOrNull('Its zone.', 'eu-west-1a')
  zone: string | null;

  @TextOrNull('Why.', 'No heartbeat for 3601 s')
  reason: string | null;

  @ApiProperty({
    enum: ['present', 'expected', 'lost', 'acknowledged', 'left', 'deleted'],
    description: 'What its record is now.',
    example: 'present',
  })
  now: string;
}

export class AvailabilityReportDto extends ZonePeriodDto {
  @Count('Seconds of the period without outages of the service.', 604_758)
  countedSeconds: number;

  @Count('Seconds of outages of the service, which are left out of all figures.', 42)
  outageSeconds: number;

  @ApiProperty({
    type: [OutageDto],
    description: 'Times in which no instance accepted heartbeats; the longest 100, in order.',
  })
  outages: readonly OutageDto[];

  @Count('Number of all outages.', 1)
  totalOutages: number;

  @ApiProperty({ type: GroupAvailabilityDto, description: 'All workers, or those of the zone.' })
  fleet: GroupAvailabilityDto;

  @ApiProperty({ type: [ZoneAvailabilityDto], description: 'By zone, the least available first; up to 200.' })
  zones: readonly ZoneAvailabilityDto[];

  @Count('Zones that are not listed.')
  otherZones: number;

  @ApiProperty({
    type: [WorkerAvailabilityDto],
    description: 'Workers that were expected and not healthy for the longest time; up to `worst`.',
  })
  worst: readonly WorkerAvailabilityDto[];

  @Count('Further workers that were not healthy all the time.')
  otherWorkers: number;

  @ApiProperty({ type: [LossDto], description: 'Losses, newest first; up to 200.' })
  losses: readonly LossDto[];

  @Count('Number of all losses.')
  totalLosses: number;
}
