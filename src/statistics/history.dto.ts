import { ApiProperty, OmitType } from '../platform/openapi/swagger.js';
import { SystemStatisticsDto } from './system-statistics.dto.js';
import { WarningsProperty } from '../platform/openapi/warnings-property.js';

/** The figures at the end of one sweep. */
export class HistoryPointDto extends OmitType(SystemStatisticsDto, ['stale']) {
  @ApiProperty({ format: 'date-time', description: 'When the sweep finished.' })
  at: string;
}

/** The figures of the fleet over a time range. */
export class HistoryDto {
  @ApiProperty({ format: 'date-time', description: 'Start of the range.' })
  from: string;

  @ApiProperty({ format: 'date-time', description: 'End of the range.' })
  to: string;

  @ApiProperty({ description: 'Length of a step in seconds.', example: 300 })
  stepSeconds: number;

  @ApiProperty({
    type: [HistoryPointDto],
    description: 'The last snapshot of each step, in order of time. Steps without a snapshot are omitted.',
  })
  points: HistoryPointDto[];

  @WarningsProperty()
  warnings?: readonly string[];
}
