import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { Field } from '../../platform/validation/field.js';
import { momentOrDuration } from '../../platform/validation/moment.js';
import { text } from '../../platform/validation/rule.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';
import { MaybeText, Text, Time } from './alert-properties.js';

/** A muted rule, whether it fires or not. */
export class MuteDto {
  @Text('Name of the rule.', 'fleet-health')
  rule: string;

  @Time('When the mute ends.')
  until: string;

  @MaybeText('Reason of the mute.', 'Kernel update of eu-1')
  reason: string | null;

  @ApiProperty({ enum: ['operator', 'settings'], description: 'Who muted it.' })
  by: 'operator' | 'settings';

  @MaybeText('Name of the account that muted it; null for the settings.', 'key:anna')
  account: string | null;
}

/** The end and the reason of a mute. */
export class MuteRequestDto {
  @Field(momentOrDuration('Until'), {
    required: 'Until is required',
    description: 'When the mute ends: a time in the future, or a duration (`2h`).',
    example: '2099-01-31T12:00:00Z',
  })
  until: string;

  @Field(text('Reason', { max: 1000 }), {
    description: 'Reason of the mute, shown wherever the mute is.',
    example: 'Kernel update of eu-1',
  })
  reason?: string;
}

export class MuteAnswerDto {
  @ApiProperty({ enum: [true], description: 'Always true.' })
  success: true;

  @ApiProperty({
    example: 'fleet-health is muted until 2099-01-31T12:00:00.000Z',
    description: 'The result as text.',
  })
  message: string;

  @ApiProperty({ description: 'Name of the rule.', example: 'fleet-health' })
  rule: string;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description:
      'When the mute ends; null if the rule is not muted. The settings may mute it longer than an operator.',
  })
  mutedUntil: string | null;

  @WarningsProperty()
  warnings?: readonly string[];
}
