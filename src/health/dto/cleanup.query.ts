import { Field } from '../../platform/validation/field.js';
import { choice } from '../../platform/validation/rule.js';

/** Options of a cleanup. */
export class CleanupQuery {
  @Field(choice('dryRun', ['true', 'false']), {
    description: 'Only report what would be cleaned up, and why.',
    default: 'false',
  })
  dryRun?: string;
}
