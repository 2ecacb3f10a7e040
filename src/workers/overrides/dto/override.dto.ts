import { OverriddenWorkerDto } from '../../../fleet/dto/overrides.dto.js';
import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';
import { Field } from '../../../platform/validation/field.js';
import { listOf, text, whole, type Rule } from '../../../platform/validation/rule.js';

/** Null itself is no value, and is never checked. */
const onlyNull: Rule = {
  schema: { type: 'object' },
  check: () => 'Overrides must be null, which removes all of them; set capacity, tags or zone',
};

/** Body of a change of overrides: a field that is missing stays as it is. */
export class OverrideRequestDto {
  @Field(whole('Capacity', { min: 1, max: Infinity, message: 'Capacity must be positive' }), {
    description:
      'Maximum number of concurrent jobs, up to the setting `max-concurrent-jobs-limit`; null: as the worker reports.',
    schema: { type: 'integer', minimum: 1, nullable: true },
    example: 8,
  })
  capacity?: number;

  @Field(listOf('Tags', text('A tag', { max: 100 }), 50), {
    description: 'All its tags, in the forms of a registration; null: as the worker reports.',
    schema: {
      type: 'array',
      items: { type: 'string', maxLength: 100 },
      maxItems: 50,
      nullable: true,
    },
    example: ['canary'],
  })
  tags?: string[];

  @Field(text('Zone', { max: 64, pattern: { matches: /\S/, must: 'must not be empty' } }), {
    description: 'Failure domain of the worker; null: as the worker reports.',
    schema: { type: 'string', maxLength: 64, nullable: true },
    example: 'eu-west-1b',
  })
  zone?: string;

  @Field(onlyNull, {
    description: 'null removes all overrides that the body does not set.',
    schema: { type: 'object', nullable: true },
  })
  overrides?: null;

  @Field(text('Reason', { max: 1000 }), {
    description: 'Reason; shown with the worker.',
    example: 'Half of its memory is broken',
  })
  reason?: string;
}

export class OverrideAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({ example: 'Worker has an override of capacity', description: 'The result as text.' })
  message: string;

  @ApiProperty({ type: OverriddenWorkerDto, description: 'Current state of the worker.' })
  worker: OverriddenWorkerDto;

  @WarningsProperty()
  warnings?: readonly string[];
}
