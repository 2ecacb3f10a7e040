import { ApiProperty } from '../../platform/openapi/swagger.js';
import { SystemStatisticsDto } from '../../statistics/system-statistics.dto.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';

/** Result of a sweep. */
export class SweepAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: boolean;

  @ApiProperty({
    example: '3 workers became UNHEALTHY, 1 worker recovered',
    description: 'What changed, as text.',
  })
  message: string;

  @ApiProperty({ description: 'Round of the sweep.', example: 1234 })
  round: number;

  @ApiProperty({
    description:
      'Whether failures were counted: a sweep less than half an interval after the last one judges workers, but counts no failures.',
  })
  counted: boolean;

  @ApiProperty({ description: 'Number of workers that became UNHEALTHY.' })
  unhealthy: number;

  @ApiProperty({ description: 'Number of workers that became FAILED.' })
  failed: number;

  @ApiProperty({ description: 'Number of workers that recovered.' })
  recovered: number;

  @ApiProperty({ description: 'Number of workers that a guard began to hold.' })
  held: number;

  @ApiProperty({ description: 'Number of silent workers that a guard released.' })
  released: number;

  @ApiProperty({ description: 'Duration in milliseconds.' })
  durationMs: number;

  @ApiProperty({ type: SystemStatisticsDto, description: 'Figures of the fleet after the sweep.' })
  statistics: SystemStatisticsDto;

  @WarningsProperty()
  warnings?: readonly string[];
}
