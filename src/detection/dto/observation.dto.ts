import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';
import { Field } from '../../platform/validation/field.js';
import { choice, text } from '../../platform/validation/rule.js';
import { OBSERVATION_KINDS, type ObservationKind } from '../store/observation.store.js';

/** Body of a report about a worker that the caller tried to reach. */
export class ObservationDto {
  @Field(choice('Kind', OBSERVATION_KINDS), {
    description:
      'What happened: the connection was refused, timed out, or ended in an error; `ok` withdraws earlier reports of the caller.',
    required: 'Kind is required',
    example: 'refused',
  })
  kind: ObservationKind;

  @Field(text('Job ID', { max: 200 }), {
    description: 'The job for which the caller tried to reach the worker.',
    example: 'job-4711',
  })
  jobId?: string;
}

export class ObservationAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: boolean;

  @ApiProperty({
    example: 'Recorded; the worker is suspect until 2026-01-31T12:03:00.000Z',
    description: 'What the report led to, as text.',
  })
  message: string;

  @ApiProperty({ description: 'Whether the report counts.' })
  counted: boolean;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'Until when the worker is suspect by reports; null if it is not.',
  })
  suspectUntil: string | null;

  @WarningsProperty()
  warnings?: readonly string[];
}
