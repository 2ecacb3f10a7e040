import { Field } from '../../../platform/validation/field.js';
import { oneOf } from '../../../platform/validation/query-rules.js';

/** How a batch is to be registered. */
export class RegisterBatchQuery {
  @Field(oneOf('allOrNothing', ['true', 'false']), {
    description: 'Registers all items in one transaction, or none if one is faulty; at most 5,000 items.',
    default: 'false',
  })
  allOrNothing?: string;
}
