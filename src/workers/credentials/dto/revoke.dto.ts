import { Field } from '../../../platform/validation/field.js';
import { text } from '../../../platform/validation/rule.js';

/** Body of a revocation. */
export class RevokeRequestDto {
  @Field(text('Reason', { max: 1000 }), {
    description: 'Reason, for the journal.',
    example: 'Host was compromised',
  })
  reason?: string;
}
