import { ApiProperty } from '@nestjs/swagger';
import { Field } from '../../platform/validation/field.js';
import { momentOrDuration } from '../../platform/validation/moment.js';
import { text } from '../../platform/validation/rule.js';

/** Until when a rule sends nothing, and why. */
export class MuteRequestDto {
  @Field(momentOrDuration('Until'), {
    required: 'Until is required',
    description: 'When the mute ends by itself, in the future, or after how long (`2h`).',
    example: '2099-01-31T12:00:00Z',
  })
  until: string;

  @Field(text('Reason', { max: 1000 }), {
    description: 'Why; shown wherever the mute is.',
    example: 'Kernel update of eu-1',
  })
  reason?: string;
}

export class MuteAnswerDto {
  @ApiProperty({ enum: [true], description: 'True: it is as the message says.' })
  success: true;

  @ApiProperty({
    example: 'fleet-health sends nothing until 2099-01-31T12:00:00.000Z',
    description: 'The result as text.',
  })
  message: string;

  @ApiProperty({ description: 'The name of the rule.', example: 'fleet-health' })
  rule: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'Until when it sends nothing; null where it does. The settings may mute it longer than an operator.',
  })
  mutedUntil: string | null;
}
