import { Field } from '../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE, oneOf, valuesIn } from '../../platform/validation/query-rules.js';
import { moment } from '../../platform/validation/moment.js';
import { text } from '../../platform/validation/rule.js';
import { EVENT_TYPES } from '../event-types.js';

/** What tells one event from another. */
export class EventFilters {
  @Field(valuesIn('type', oneOf('type', Object.keys(EVENT_TYPES))), {
    description: 'Any of these types, with commas between them.',
    example: ['registered', 'deregistered'],
  })
  type?: string | string[];

  @Field(text('workerId', { max: 128 }), {
    description: 'Events of this worker: its workerId or its id, also of one that is gone.',
    example: 'worker-001',
  })
  workerId?: string;

  @Field(text('actor', { max: 300 }), {
    description: 'Only events caused by this actor: its name, or its subject.',
    example: 'worker',
  })
  actor?: string;
}

/** The filters of the journal; all that are given must hold. */
export class ListEventsQuery extends EventFilters {
  @Field(moment('from'), { description: 'Events at this time or later.', example: '2026-01-31T00:00:00Z' })
  from?: string;

  @Field(moment('until'), { description: 'Events before this time.', example: '2026-02-01T00:00:00Z' })
  until?: string;

  @Field(
    text('cursor', {
      max: 20,
      pattern: { matches: /^\d{1,18}$/, must: 'must be the nextCursor of the page before' },
    }),
    {
      description: 'The `nextCursor` of the previous page.',
    },
  )
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Events a page.', default: DEFAULT_PAGE })
  limit?: string | number;
}
