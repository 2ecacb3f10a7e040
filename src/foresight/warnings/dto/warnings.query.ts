import { Field } from '../../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE, valuesIn } from '../../../platform/validation/query-rules.js';
import { choice, text } from '../../../platform/validation/rule.js';
import { WARNING_KINDS } from '../../../platform/config/warning-settings.js';

export const WARNING_STATES = ['open', 'ended'] as const;

/** Which warnings to list. */
export class WarningsQuery {
  @Field(choice('State', WARNING_STATES), {
    description: '`open`: those that hold now; `ended`: earlier ones, the latest first.',
    default: 'open',
    example: 'open',
  })
  state?: (typeof WARNING_STATES)[number];

  @Field(valuesIn('kind', choice('kind', WARNING_KINDS)), {
    description: 'Any of these kinds, separated by commas.',
    example: ['memory-trend', 'crash-loop'],
  })
  kind?: string | string[];

  @Field(text('Zone', { max: 64 }), {
    description: 'Only warnings about workers of this zone.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(text('Worker ID', { max: 128 }), {
    description: 'WorkerId or id of a worker: only warnings about it, with the last hour of its figures.',
    example: 'worker-001',
  })
  workerId?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Maximum number of warnings.', default: DEFAULT_PAGE })
  limit?: string | number;
}
