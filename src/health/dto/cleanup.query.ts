import { Field } from '../../platform/validation/field.js';
import { oneOf } from '../../platform/validation/query-rules.js';

/** Options of a cleanup. */
export class CleanupQuery {
  @Field(oneOf('dryRun', ['true', 'false']), {
    description: 'Only report what would be cleaned up, and why.',
    default: 'false',
  })
  dryRun?: string;
}
