import { ApiProperty, OmitType } from '@nestjs/swagger';
import { SystemStatisticsDto } from './system-statistics.dto.js';

/** The fleet as one sweep left it. */
export class HistoryPointDto extends OmitType(SystemStatisticsDto, ['stale']) {
  @ApiProperty({ format: 'date-time', description: 'When the sweep was finished.' })
  at: string;
}

/** How the fleet was over a time. */
export class HistoryDto {
  @ApiProperty({ format: 'date-time', description: 'The begin of the time.' })
  from: string;

  @ApiProperty({ format: 'date-time', description: 'The end of the time.' })
  to: string;

  @ApiProperty({ description: 'Seconds of one step.', example: 300 })
  stepSeconds: number;

  @ApiProperty({
    type: [HistoryPointDto],
    description: 'The last snapshot of each step, in order of time. Steps without one are left out.',
  })
  points: HistoryPointDto[];
}
