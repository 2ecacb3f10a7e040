import { ApiProperty } from '../../platform/openapi/swagger.js';

const Count = (description: string, example = 0): PropertyDecorator =>
  ApiProperty({ type: 'number', description, example });
const Time = (description: string): PropertyDecorator => ApiProperty({ format: 'date-time', description });
const TimeOrNull = (description: string): PropertyDecorator =>
  ApiProperty({ type: String, format: 'date-time', nullable: true, description });
const NumberOrNull = (description: string, example: number): PropertyDecorator =>
  ApiProperty({ type: 'number', nullable: true, description, example });

/** Slots of workers, counted. */
export class SlotsDto {
  @Count('Workers that can take jobs: healthy, without an order.', 42)
  workers: number;

  @Count('Usable slots of these workers.', 420)
  usable: number;

  @Count('Used slots of present workers.', 371)
  used: number;

  @Count('Slots that can take a job now.', 46)
  free: number;

  @Count('Of these workers, those whose heartbeat is later than usual.')
  suspect: number;

  @Count('Present workers with an order to drain.', 2)
  draining: number;

  @Count('Workers that are registered, and not yet seen.', 3)
  expected: number;
}

export class ZoneSlotsDto extends SlotsDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null for workers without a zone.',
    example: 'eu-west-1a',
  })
  zone: string | null;
}

export class SlotsNowDto extends SlotsDto {
  @Count('Jobs a minute whose claims found no worker, over the last minutes; only of whole pools.', 3)
  unmetPerMinute: number;

  @ApiProperty({
    type: [ZoneSlotsDto],
    description: 'The same of each zone of the pool, the largest first; up to 100.',
  })
  zones: readonly ZoneSlotsDto[];
}

/** What will be used at one time. */
export class ForecastStepDto {
  @Time('The time.')
  at: string;

  @Count('Used slots: as likely more as less.', 388)
  p50: number;

  @Count('Used slots that will not be exceeded at 95 %; as p50 while there is no record of errors.', 431)
  p95: number;
}

export class ForecastDto extends ForecastStepDto {
  @ApiProperty({
    description: 'The method that had the least error at this horizon over the last three days.',
    example: 'hour-of-week',
  })
  method: string;

  @NumberOrNull('Mean error of the p50 given over the last three days; null before there is one.', 9.4)
  error: number | null;

  @NumberOrNull(
    'Share of the last three days in which at most the p95 given was used; null before there is one.',
    0.951,
  )
  coverage: number | null;

  @Count('Number of steps of history.', 16_128)
  points: number;

  @ApiProperty({ description: 'Whether the history reaches up to now.', example: true })
  fresh: boolean;

  @TimeOrNull('End of the last step of history; null if there is none.')
  asOf: string | null;

  @ApiProperty({ type: [ForecastStepDto], description: 'Up to the horizon, in up to 97 steps.' })
  steps: readonly ForecastStepDto[];
}

export class WantedDto {
  @Count('Workers that the pool should have, besides those that drain.', 45)
  workers: number;

  @Count('Slots that they should have together.', 478)
  slots: number;

  @ApiProperty({
    description: 'Why, with the figures.',
    example:
      '45 workers: 431 slots by 14:30 at 95 %, 3 for refused claims, 10 % spare; 3 on the way, 2 leaving',
  })
  why: string;
}

export class LeavingWorkerDto {
  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-017' })
  workerId: string;

  @ApiProperty({ type: String, nullable: true, description: 'Its zone.', example: 'eu-west-1a' })
  zone: string | null;

  @Count('Jobs that it has.')
  jobs: number;

  @ApiProperty({
    description: 'Why this one.',
    example: 'idle for 42 minutes; version 2.5.0',
  })
  why: string;
}

export class LeaveAdviceDto {
  @Count('Workers more than are wanted.', 1)
  count: number;

  @ApiProperty({ type: [LeavingWorkerDto], description: 'Which to take away first; up to 20.' })
  workers: readonly LeavingWorkerDto[];
}

export class ShortageDto {
  @ApiProperty({ description: 'Day of the week, in UTC.', example: 'Monday' })
  day: string;

  @Count('Hour of the day, in UTC.', 9)
  hour: number;

  @Count('Slots that are missing.', 86)
  slots: number;

  @ApiProperty({ description: 'As a sentence.', example: 'Short by 86 slots on Monday 9:00' })
  sentence: string;
}

export class CapacityDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of the pool; null for the whole fleet.',
    example: 'gpu',
  })
  pool: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The zone; null for all.',
    example: 'eu-west-1a',
  })
  zone: string | null;

  @ApiProperty({ type: [String], description: 'Names of the pools of the settings.', example: ['gpu'] })
  pools: readonly string[];

  @ApiProperty({ type: SlotsNowDto, description: 'The slots now.' })
  now: SlotsNowDto;

  @ApiProperty({ type: ForecastDto, description: 'The used slots at the end of the horizon.' })
  forecast: ForecastDto;

  @ApiProperty({
    type: WantedDto,
    description: 'How many workers there should be. The minimum of a pool does not apply to its zones.',
  })
  wanted: WantedDto;

  @ApiProperty({
    type: LeaveAdviceDto,
    nullable: true,
    description: 'Which workers can be taken away; null for a zone: those of a pool keep its zones balanced.',
  })
  leave: LeaveAdviceDto | null;

  @TimeOrNull(
    'When the p95 exceeds the usable slots, within a day or the horizon; null if it does not, or while there is no record of errors.',
  )
  runsOutAt: string | null;

  @ApiProperty({
    type: [ShortageDto],
    description:
      'Hours of the week whose peak of the last weeks is more than the usable slots now, the largest shortage first; up to 20.',
  })
  shortages: readonly ShortageDto[];

  @Time('When this was computed.')
  generatedAt: string;
}
