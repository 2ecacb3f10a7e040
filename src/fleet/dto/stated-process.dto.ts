import { Field } from '../../platform/validation/field.js';
import { digits } from '../../platform/validation/query-rules.js';
import { INT_MAX } from '../../platform/validation/rule.js';
import { bootIdRule } from './fence-rules.js';

/**
 * The process that a call comes from, if no token proves it: calls of an older process get 409 `superseded`.
 */
export class StatedProcessDto {
  @Field(bootIdRule, {
    description: 'The bootId of the registration: calls of an older process get 409.',
    example: 'b3f1c2',
  })
  bootId?: string;

  @Field(digits('Incarnation', 1, INT_MAX), {
    description: 'The incarnation that the registration returned: a fence like bootId.',
    example: 1,
  })
  incarnation?: string | number;
}
