import { Field } from '../../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE, oneOf, valuesIn } from '../../../platform/validation/query-rules.js';
import { text } from '../../../platform/validation/rule.js';
import { WORKER_HEALTHS, WORKER_STATUSES } from '../../../fleet/worker.js';

/** Which workers; all that are given must hold. */
export class WorkerFiltersQuery {
  @Field(valuesIn('status', oneOf('status', WORKER_STATUSES)), {
    description: 'Any of these statuses, with commas between them.',
    example: ['ACTIVE', 'IDLE'],
  })
  status?: string | string[];

  @Field(valuesIn('health', oneOf('health', WORKER_HEALTHS)), {
    description: 'Any of these healths.',
    example: ['UNHEALTHY', 'FAILED'],
  })
  health?: string | string[];

  @Field(valuesIn('tag', text('tag', { max: 100 })), {
    description: 'Tags, all of which the worker must have.',
    example: ['production'],
  })
  tag?: string | string[];

  @Field(valuesIn('capability', text('capability', { max: 200 })), {
    description:
      'All of these capabilities: `java` (it can), or `java=17` (its value, or one of its values).',
    example: ['java'],
  })
  capability?: string | string[];

  @Field(text('zone', { max: 64 }), {
    description: 'Its zone; empty for workers without one.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(text('version', { max: 64 }), { description: 'Its version, exactly.', example: '2.1.0' })
  version?: string;

  @Field(digits('minAvailableCapacity', 0, 1_000_000), {
    description: 'At least so many free slots.',
    example: 1,
  })
  minAvailableCapacity?: string | number;

  @Field(text('text', { max: 200 }), {
    description:
      'Part of its workerId, name, host name or address, in any case; only from the beginning of the workerId where PostgreSQL has no pg_trgm.',
    example: 'prod-worker',
  })
  text?: string;
}

/** The same, page by page. */
export class ListWorkersQuery extends WorkerFiltersQuery {
  @Field(text('cursor', { max: 100 }), { description: 'The `nextCursor` of the previous page.' })
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Workers a page.', default: DEFAULT_PAGE })
  limit?: string | number;
}
