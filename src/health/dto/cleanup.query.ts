import { Field } from '../../platform/validation/field.js';
import { oneOf } from '../../platform/validation/query-rules.js';

/** How a cleanup is to be done. */
export class CleanupQuery {
  @Field(oneOf('dryRun', ['true', 'false']), {
    description: 'Only say what would be cleaned up, and why.',
    default: 'false',
  })
  dryRun?: string;
}
