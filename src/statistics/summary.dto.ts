import { ApiProperty } from '@nestjs/swagger';

const Count = (description: string): PropertyDecorator => ApiProperty({ type: 'integer', description });
const Time = (description: string): PropertyDecorator => ApiProperty({ format: 'date-time', description });
const Zone = (description: string): PropertyDecorator =>
  ApiProperty({ type: String, nullable: true, description, example: 'eu-1' });

/** Workers by what is observed of them. */
export class HealthCountsDto {
  @Count('Workers that are present: healthy, unhealthy and failed together.')
  present: number;

  @Count('Of them, of health HEALTHY.')
  healthy: number;

  @Count('Of them, of health UNHEALTHY.')
  unhealthy: number;

  @Count('Of them, of health FAILED.')
  failed: number;

  @Count('Of them, held by a guard.')
  held: number;

  @Count('Records of workers that are not present.')
  inactive: number;
}

export class ZoneCountsDto extends HealthCountsDto {
  @Zone('The zone; null for workers without one.')
  zone: string | null;
}

export class OtherZonesDto extends HealthCountsDto {
  @Count('How many zones these are.')
  zones: number;
}

/** One of the workers that are worst off. */
export class WorstWorkerDto {
  @ApiProperty({ format: 'uuid', description: 'Its id.' })
  id: string;

  @ApiProperty({ description: 'The name it chose.', example: 'worker-001' })
  workerId: string;

  @Zone('Its zone.')
  zone: string | null;

  @ApiProperty({ enum: ['UNHEALTHY', 'FAILED'], description: 'The verdict on it.' })
  health: 'UNHEALTHY' | 'FAILED';

  @ApiProperty({ description: 'Whether a guard holds it.' })
  held: boolean;

  @Count('Number of consecutive failures.')
  consecutiveFailures: number;

  @Time('When the worker entered this state of health.')
  since: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What is wrong with the field.',
    example: 'No heartbeat for 301 s; the lease lasts 300 s',
  })
  reason: string | null;
}

/** A zone, or the whole fleet, in which many workers fell silent together. */
export class GuardDto {
  @ApiProperty({ enum: ['zone', 'fleet'], description: 'Whether it is one zone or the whole fleet.' })
  scope: 'zone' | 'fleet';

  @Zone('The zone; null for the fleet, and for the workers without a zone.')
  zone: string | null;

  @ApiProperty({
    enum: ['HOLDING', 'SPENT'],
    description: 'HOLDING: nobody silent here is failed. SPENT: its time is over, and they count from zero.',
  })
  state: 'HOLDING' | 'SPENT';

  @Time('Since when it is in this state.')
  since: string;

  @Count('Workers that are silent.')
  silent: number;

  @Count('Of so many.')
  total: number;

  @ApiProperty({ description: 'The silent ones in percent.', example: 80 })
  percent: number;

  @ApiProperty({
    description: 'Why it is, in a sentence.',
    example: '8 of 10 workers of zone eu-1 fell silent together (80 %, the threshold is 55 %)',
  })
  reason: string;

  @ApiProperty({
    description: 'What ends it, in a sentence.',
    example: 'It ends when fewer than 27.5 % are silent, and at 2026-01-31T12:30:00.000Z at the latest',
  })
  endsWhen: string;
}

/** The last sweep that was finished. */
export class LastSweepDto {
  @Count('Its number.')
  round: number;

  @Time('When it began.')
  startedAt: string;

  @Time('When it was finished.')
  finishedAt: string;

  @Count('Duration in milliseconds.')
  durationMs: number;

  @ApiProperty({ description: 'Why it ran: schedule or request.', example: 'schedule' })
  cause: string;

  @Count('Workers that became UNHEALTHY in it.')
  unhealthy: number;

  @Count('Workers that became FAILED in it.')
  failed: number;

  @Count('Workers that recovered in it.')
  recovered: number;

  @Count('Workers that a guard holds since then.')
  held: number;

  @Count('Workers that a guard let go in it.')
  released: number;
}

/** A process of the service. */
export class InstanceDto {
  @Count('Its number, given at its start.')
  number: number;

  @ApiProperty({ description: 'Host and process.', example: 'node-1:4711' })
  name: string;

  @Time('When it started.')
  startedAt: string;

  @Time('When it was seen last; each is seen once a second.')
  seenAt: string;
}

export class RedisSummaryDto {
  @ApiProperty({ description: 'Whether a Redis is configured.' })
  configured: boolean;

  @ApiProperty({ enum: ['not configured', 'connected', 'away'], description: 'As this instance sees it.' })
  state: 'not configured' | 'connected' | 'away';
}

/** How the fleet and the service are, and why. */
export class HealthSummaryDto {
  @ApiProperty({
    enum: ['HEALTHY', 'DEGRADED', 'CRITICAL'],
    description:
      'CRITICAL: a guard holds, fewer than half of the present workers are healthy, or no sweep was finished for three intervals. DEGRADED: a worker is not healthy, or Redis is configured and away.',
  })
  overall: 'HEALTHY' | 'DEGRADED' | 'CRITICAL';

  @ApiProperty({
    type: [String],
    description: 'Why it is not HEALTHY, the worst first.',
    example: ['3 of 10 present workers are not healthy'],
  })
  reasons: string[];

  @ApiProperty({ type: HealthCountsDto, description: 'All workers by health.' })
  health: HealthCountsDto;

  @ApiProperty({
    type: [ZoneCountsDto],
    description: 'The 1,000 largest zones by health, the largest first.',
  })
  zones: ZoneCountsDto[];

  @ApiProperty({
    type: OtherZonesDto,
    nullable: true,
    description: 'All zones beside those, together; null where there are none.',
  })
  otherZones: OtherZonesDto | null;

  @ApiProperty({
    type: [WorstWorkerDto],
    description:
      'The 50 workers that are worst off: FAILED first, then by failures in a row, then by time. Of each health the 1,000 that are ill the longest are looked at.',
  })
  worstWorkers: WorstWorkerDto[];

  @ApiProperty({ type: [GuardDto], description: 'Guards that hold or are spent, 1,000 at the most.' })
  guards: GuardDto[];

  @ApiProperty({ description: 'Heartbeats that all instances take a second, over the last ten.' })
  heartbeatsPerSecond: number;

  @ApiProperty({
    type: LastSweepDto,
    nullable: true,
    description: 'The last sweep that was finished; null before the first.',
  })
  lastSweep: LastSweepDto | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the next sweep is due; null before the first.',
  })
  nextSweepAt: string | null;

  @ApiProperty({ type: [InstanceDto], description: 'The instances of the service that are there.' })
  instances: InstanceDto[];

  @ApiProperty({ type: RedisSummaryDto, description: 'The state of Redis.' })
  redis: RedisSummaryDto;

  @Time('When the workers were counted: shared for a second, longer where the fleet is large.')
  countedAt: string;

  @Time('When all else was read.')
  generatedAt: string;

  @ApiProperty({
    required: false,
    description: 'True while the database is away and this is the last that was known.',
  })
  stale?: boolean;
}
