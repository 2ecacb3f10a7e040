import { NULLABLE_MOMENT } from '../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../platform/openapi/swagger.js';
import { GuardDto, NextStepDto } from './guard.dto.js';
import { HealthCountsDto, OtherZonesDto, ZoneCountsDto } from './health-counts.dto.js';
import { ReasonGroupDto } from './reason-group.dto.js';
import { InstanceDto, LastSweepDto, RedisSummaryDto } from './service-state.dto.js';
import { Count, Time, Zone } from './summary-properties.js';

/** A worker in bad condition. */
export class WorstWorkerDto {
  @ApiProperty({ format: 'uuid', description: 'Server-assigned id.' })
  id: string;

  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @Zone('Zone of the worker.')
  zone: string | null;

  @ApiProperty({ enum: ['UNHEALTHY', 'FAILED'], description: 'Health of the worker.' })
  health: 'UNHEALTHY' | 'FAILED';

  @ApiProperty({ description: 'Whether a guard holds the worker.' })
  held: boolean;

  @Count('Consecutive failed checks.')
  consecutiveFailures: number;

  @Time('Since when it has had this health.')
  since: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What is wrong with the field.',
    example: 'No heartbeat for 301 s; the lease lasts 300 s',
  })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Message that the worker sent.' })
  message: string | null;
}

/** The state of the fleet and of the service, with reasons. */
export class HealthSummaryDto {
  @ApiProperty({
    enum: ['HEALTHY', 'EMPTY', 'DEGRADED', 'CRITICAL'],
    description:
      'CRITICAL: a guard holds or is spent, fewer than half of the workers that should be there are healthy, or no sweep has finished for three intervals. DEGRADED: a present worker is not healthy, a worker was lost and its loss is not acknowledged, or Redis is configured and unavailable. EMPTY: no worker should be there.',
  })
  overall: 'HEALTHY' | 'EMPTY' | 'DEGRADED' | 'CRITICAL';

  @ApiProperty({
    type: [String],
    description: 'Why it is not HEALTHY, worst first.',
    example: ['3 of 10 present workers are not healthy'],
  })
  reasons: string[];

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'Since when the first unacknowledged loss has lasted; null if there are none.',
  })
  lostSince: string | null;

  @ApiProperty({ type: HealthCountsDto, description: 'All workers by health.' })
  health: HealthCountsDto;

  @ApiProperty({
    type: [ZoneCountsDto],
    description: 'The 1,000 largest zones by health, largest first.',
  })
  zones: ZoneCountsDto[];

  @ApiProperty({
    type: OtherZonesDto,
    nullable: true,
    description: 'The sum of all other zones; null if there are none.',
  })
  otherZones: OtherZonesDto | null;

  @ApiProperty({
    type: [ReasonGroupDto],
    description:
      'Why workers are not healthy or lost, the 20 most frequent reasons, and what the affected workers have in common. Considers the 5,000 workers with the longest duration of each health, and as many lost ones.',
  })
  reasonGroups: ReasonGroupDto[];

  @ApiProperty({
    type: [WorstWorkerDto],
    description:
      'The 50 workers in the worst condition: FAILED first, then by consecutive failures, then by duration. Considers, per health, the 1,000 workers with the longest duration.',
  })
  worstWorkers: WorstWorkerDto[];

  @ApiProperty({
    type: [GuardDto],
    description:
      'Guards that hold, are spent or were released, up to 1,000; for a limited key only that of its zone, if its only limit is a zone.',
  })
  guards: GuardDto[];

  @ApiProperty({ type: [NextStepDto], description: 'What the service will do next, up to 50 steps.' })
  nextSteps: NextStepDto[];

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'Heartbeats per second of all instances, averaged over the last ten seconds; null for a limited key.',
  })
  heartbeatsPerSecond: number | null;

  @ApiProperty({
    type: LastSweepDto,
    nullable: true,
    description: 'The last finished sweep; null before the first one.',
  })
  lastSweep: LastSweepDto | null;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'When the next sweep is due; null before the first one.',
  })
  nextSweepAt: string | null;

  @ApiProperty({
    type: [InstanceDto],
    description: 'The live instances of the service; empty for a limited key.',
  })
  instances: InstanceDto[];

  @ApiProperty({ type: RedisSummaryDto, description: 'State of Redis.' })
  redis: RedisSummaryDto;

  @Time('When the workers were counted: shared for a second, longer in a large fleet.')
  countedAt: string;

  @Time('When everything else was read.')
  generatedAt: string;

  @ApiProperty({
    required: false,
    description: 'True while the database is unavailable and this is the last known summary.',
  })
  stale?: boolean;
}
