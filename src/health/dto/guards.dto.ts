import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';
import { Field } from '../../platform/validation/field.js';
import { real, text } from '../../platform/validation/rule.js';
import { GuardDto } from '../../statistics/guard.dto.js';

const reasonRule = text('Reason', {
  max: 1000,
  pattern: { matches: /\S/, must: 'must not be empty' },
});

/** Maximum duration of a hold: a week. */
const MAX_MINUTES = 10_080;

/** Body of a release. */
export class ReleaseGuardDto {
  @Field(reasonRule, {
    required: 'Reason is required',
    description: 'Why; shown with the guard.',
    example: 'These workers were shut down on purpose',
  })
  reason: string;
}

/** Body of a hold. */
export class HoldGuardDto extends ReleaseGuardDto {
  @Field(real('Minutes', { min: 0.001, max: MAX_MINUTES }), {
    required: 'Minutes is required',
    description: 'How long the guard holds from now on, whatever `guard-max-minutes` is.',
    example: 90,
  })
  minutes: number;
}

/** The guards. */
export class GuardsDto {
  @ApiProperty({
    type: [GuardDto],
    description: 'Guards that hold, are spent or were released, up to 1,000.',
  })
  guards: GuardDto[];
}

/** Result of a hold or a release. */
export class GuardAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true; failures are problem+json.' })
  success: true;

  @ApiProperty({
    example: 'The guard of zone eu-1 holds until 2026-01-31T13:30:00.000Z',
    description: 'The result as text.',
  })
  message: string;

  @ApiProperty({ type: GuardDto, description: 'The guard now.' })
  guard: GuardDto;

  @WarningsProperty()
  warnings?: readonly string[];
}
