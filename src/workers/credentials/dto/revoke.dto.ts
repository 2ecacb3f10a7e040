import { Field } from '../../../platform/validation/field.js';
import { text } from '../../../platform/validation/rule.js';

/** Why the credentials of a worker are revoked. */
export class RevokeRequestDto {
  @Field(text('Reason', { max: 1000 }), {
    description: 'Why; kept in the journal.',
    example: 'Host was compromised',
  })
  reason?: string;
}
