import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';

const Count = (description: string, example = 0): PropertyDecorator =>
  ApiProperty({ type: 'number', description, example });
const Time = (description: string): PropertyDecorator => ApiProperty({ format: 'date-time', description });
const NameOrNull = (description: string, example: string): PropertyDecorator =>
  ApiProperty({ type: String, nullable: true, description, example });

class PartDto {
  @NameOrNull('Name of the pool; null for the whole fleet.', 'gpu')
  pool: string | null;

  @NameOrNull('The zone; null for all.', 'eu-west-1a')
  zone: string | null;

  @WarningsProperty()
  warnings?: readonly string[];
}

/** The slots in one step, averaged over its counts. */
export class CapacityPointDto {
  @Time('Begin of the step.')
  at: string;

  @Count('Workers that could take jobs.', 42)
  workers: number;

  @Count('Their usable slots.', 420)
  usable: number;

  @Count('Used slots.', 371)
  used: number;

  @Count('The most that were used.', 388)
  peak: number;

  @Count('Jobs whose claims found no worker; only of whole pools.', 3)
  unmet: number;
}

export class CapacityHistoryDto extends PartDto {
  @Time('Begin.')
  from: string;

  @Time('End.')
  until: string;

  @Count('Length of a step in minutes: 5, or 60 for more than a week.', 5)
  stepMinutes: number;

  @ApiProperty({
    type: [CapacityPointDto],
    description: 'In order. Steps in which nothing was counted are missing.',
  })
  points: readonly CapacityPointDto[];
}

/** One hour of the week, over the last weeks. */
export class WeekHourDto {
  @Count('Day of the week: 0 is Monday, in UTC.', 0)
  day: number;

  @Count('Hour of the day, in UTC.', 9)
  hour: number;

  @Count('Used slots, on average.', 371)
  used: number;

  @Count('The most that were used.', 431)
  peak: number;

  @Count('Usable slots, on average.', 420)
  usable: number;

  @Count('Number of weeks in which this hour was counted.', 8)
  weeks: number;
}

export class CapacityWeekDto extends PartDto {
  @ApiProperty({
    type: [WeekHourDto],
    description: 'By day and hour; hours that were never counted are missing.',
  })
  hours: readonly WeekHourDto[];
}
