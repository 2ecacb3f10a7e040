import { Field } from '../../platform/validation/field.js';
import { digits } from '../../platform/validation/query-rules.js';
import { INT_MAX } from '../../platform/validation/rule.js';
import { bootIdRule } from './fence-rules.js';

/** The process that a call is of, where no token says so: one of an older process is refused with 409 `superseded`. */
export class StatedProcessDto {
  @Field(bootIdRule, {
    description: 'The bootId of its registration: a call of an older process is refused with 409.',
    example: 'b3f1c2',
  })
  bootId?: string;

  @Field(digits('Incarnation', 1, INT_MAX), {
    description: 'The incarnation that its registration returned: fences like bootId.',
    example: 1,
  })
  incarnation?: string | number;
}
