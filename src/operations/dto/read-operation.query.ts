import { Field } from '../../platform/validation/field.js';
import { choice } from '../../platform/validation/rule.js';

/** What to show of an operation. */
export class ReadOperationQuery {
  @Field(choice('done', ['true', 'false']), {
    description: 'Also the workers with which it is done.',
    default: 'false',
  })
  done?: string;
}
