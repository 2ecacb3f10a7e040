import { ApiProperty } from '../../platform/openapi/swagger.js';
import { ActDto, Count, TextOrNull, Time, ZonePeriodDto } from './report-parts.js';

/** Changes of one type by one actor for one reason. */
export class ChangeDto extends ActDto {
  @TextOrNull('Kind of the order or operation, or the name of the alert rule.', 'MAINTENANCE')
  kind: string | null;

  @TextOrNull('Why, if a reason was given.', 'CHG-77')
  reason: string | null;

  @Count('How often.', 12)
  times: number;

  @Count('Number of workers.', 12)
  workers: number;

  @Time('The first time.')
  firstAt: string;

  @Time('The last time.')
  lastAt: string;
}

export class ChangesReportDto extends ZonePeriodDto {
  @ApiProperty({
    type: [ChangeDto],
    description:
      'Orders, operations, departures, cleanups by operators, deletions, losses that were acknowledged, guards and mutes, the latest first; up to 500. Of what workers did by themselves, only departures.',
  })
  changes: readonly ChangeDto[];

  @Count('Number of all such rows.', 1)
  totalChanges: number;
}
