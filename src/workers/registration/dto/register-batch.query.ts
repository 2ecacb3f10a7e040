import { Field } from '../../../platform/validation/field.js';
import { choice } from '../../../platform/validation/rule.js';

/** Options of a batch of registrations. */
export class RegisterBatchQuery {
  @Field(choice('allOrNothing', ['true', 'false']), {
    description: 'Registers all items in one transaction, or none if one is faulty; up to 5,000 items.',
    default: 'false',
  })
  allOrNothing?: string;

  @Field(choice('credentials', ['true', 'false']), {
    description:
      'Returns a token for each worker. The default is true for a join token or a worker, and false for other callers, as the tokens make the answer several times longer than the request.',
  })
  credentials?: string;
}
