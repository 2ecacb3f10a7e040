import { Field } from '../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE, valuesIn } from '../../platform/validation/query-rules.js';
import { choice, text } from '../../platform/validation/rule.js';
import { ALL_KINDS, OPERATION_STATES } from '../operation.js';

/** Filters of the list of operations. */
export class ListOperationsQuery {
  @Field(valuesIn('state', choice('state', OPERATION_STATES)), {
    description: 'Any of these states, separated by commas.',
    example: ['running', 'paused'],
  })
  state?: string | string[];

  @Field(valuesIn('kind', choice('kind', ALL_KINDS)), {
    description: 'Any of these kinds, separated by commas.',
    example: ['cleanup'],
  })
  kind?: string | string[];

  @Field(text('cursor', { max: 100 }), { description: 'The `nextCursor` of the previous page.' })
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Operations per page.', default: DEFAULT_PAGE })
  limit?: string | number;
}
