import { NULLABLE_MOMENT } from '../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../platform/openapi/swagger.js';
import { Count, Time, Zone } from './summary-properties.js';

/** Something that the service will do. */
export class NextStepDto {
  @Time('When, at the earliest: time in which the service cannot accept heartbeats does not count.')
  at: string;

  @ApiProperty({
    description: 'What, as a sentence.',
    example: 'Workers of zone eu-1 that are still silent become FAILED, and their jobs are released',
  })
  what: string;
}

/** The guard of a zone, or of the whole fleet, in which many workers fell silent together. */
export class GuardDto {
  @ApiProperty({
    description: 'Its name in paths: the zone, `_fleet`, or `_none` for workers without a zone.',
    example: 'eu-1',
  })
  name: string;

  @ApiProperty({ enum: ['zone', 'fleet'], description: 'Whether it protects one zone or the whole fleet.' })
  scope: 'zone' | 'fleet';

  @Zone('Zone; null for the fleet, and for the workers without a zone.')
  zone: string | null;

  @ApiProperty({
    enum: ['HOLDING', 'SPENT', 'RELEASED'],
    description:
      'HOLDING: silent workers are not failed. SPENT: the guard timed out, and they are judged again from zero. RELEASED: the same by order of an operator.',
  })
  state: 'HOLDING' | 'SPENT' | 'RELEASED';

  @Time('Since when it has been in this state.')
  since: string;

  @Count('Number of silent workers that engaged it; once it is spent or released, those that are silent now.')
  silent: number;

  @Count('Number of workers that are silent now, as of the last sweep, FAILED ones included.')
  silentNow: number;

  @Count('Number of workers in the zone or the fleet.')
  total: number;

  @ApiProperty({ description: 'Silent workers in percent.', example: 80 })
  percent: number;

  @ApiProperty({
    description: 'Its reason, as a sentence.',
    example: '8 of 10 workers of zone eu-1 fell silent together (80 %, the threshold is 55 %)',
  })
  reason: string;

  @ApiProperty({
    description: 'What ends it, as a sentence.',
    example: 'It ends when fewer than 27.5 % are silent, or at 2026-01-31T12:30:00.000Z',
  })
  endsWhen: string;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'Until when an operator holds it; null if none does.',
  })
  holdUntil: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The operator who holds or released it.' })
  steeredBy: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The reason of that operator.' })
  steerReason: string | null;

  @ApiProperty({ type: [NextStepDto], description: 'What happens to its silent workers, in order of time.' })
  nextSteps: NextStepDto[];
}
