import { Field } from '../../../platform/validation/field.js';
import { oneOf } from '../../../platform/validation/query-rules.js';

/** Options of a batch of registrations. */
export class RegisterBatchQuery {
  @Field(oneOf('allOrNothing', ['true', 'false']), {
    description: 'Registers all items in one transaction, or none if one is faulty; up to 5,000 items.',
    default: 'false',
  })
  allOrNothing?: string;
}
