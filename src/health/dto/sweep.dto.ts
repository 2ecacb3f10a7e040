import { ApiProperty } from '@nestjs/swagger';
import { SystemStatisticsDto } from '../../statistics/system-statistics.dto.js';

/** What a sweep found and did. */
export class SweepAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problems.' })
  success: boolean;

  @ApiProperty({
    example: '3 workers became UNHEALTHY, 1 worker recovered',
    description: 'What changed, in words.',
  })
  message: string;

  @ApiProperty({ description: 'The round of the sweep.', example: 1234 })
  round: number;

  @ApiProperty({
    description:
      'Whether failures were counted: a sweep at less than half the interval after the last one judges, but counts none.',
  })
  counted: boolean;

  @ApiProperty({ description: 'Workers that became UNHEALTHY.' })
  unhealthy: number;

  @ApiProperty({ description: 'Workers that became FAILED.' })
  failed: number;

  @ApiProperty({ description: 'Workers that recovered.' })
  recovered: number;

  @ApiProperty({ description: 'Workers that a guard holds from now on.' })
  held: number;

  @ApiProperty({ description: 'Silent workers that a guard let go.' })
  released: number;

  @ApiProperty({ description: 'Milliseconds that it took.' })
  durationMs: number;

  @ApiProperty({ type: SystemStatisticsDto, description: 'The fleet after it.' })
  statistics: SystemStatisticsDto;
}
