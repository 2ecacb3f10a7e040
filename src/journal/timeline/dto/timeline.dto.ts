import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { Field } from '../../../platform/validation/field.js';
import { momentOrAge } from '../../../platform/validation/moment.js';

/** The range of time of a timeline. */
export class TimelineQuery {
  @Field(momentOrAge('from'), {
    description: 'Begin of the timeline; by default, a day before `until`.',
    example: '2026-01-31T00:00:00Z',
  })
  from?: string;

  @Field(momentOrAge('until'), {
    description: 'End of the timeline; by default, and at the latest, now.',
    example: '2026-02-01T00:00:00Z',
  })
  until?: string;
}

export class IntervalDto {
  @ApiProperty({ format: 'date-time', description: 'When it began, or the begin of the timeline.' })
  from: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null while it lasts.' })
  until: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The value meanwhile; null for no order, and after the record was deleted.',
    example: 'LOST',
  })
  value: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why, if the event says so.' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Who caused it.', example: 'key:ops' })
  actor: string | null;
}

const Track = (description: string): PropertyDecorator => ApiProperty({ type: [IntervalDto], description });

export class TimelineDto {
  @ApiProperty({ format: 'uuid', description: 'The record.' })
  id: string;

  @ApiProperty({ description: 'Its name.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({ format: 'date-time', description: 'The begin of the timeline.' })
  from: string;

  @ApiProperty({ format: 'date-time', description: 'The end of the timeline.' })
  until: string;

  @ApiProperty({
    description:
      'Whether all changes since `from` are shown. If there are too many, `from` is later than asked for.',
  })
  complete: boolean;

  @Track('EXPECTED, PRESENT, LOST and LEFT.')
  presence: IntervalDto[];

  @Track('HEALTHY, UNHEALTHY and FAILED.')
  health: IntervalDto[];

  @Track('DRAINING and MAINTENANCE; null without an order.')
  order: IntervalDto[];

  @Track('The number of the process, as text.')
  incarnation: IntervalDto[];
}
