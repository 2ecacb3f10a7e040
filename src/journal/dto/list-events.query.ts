import { Field } from '../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE, valuesIn } from '../../platform/validation/query-rules.js';
import { momentOrAge } from '../../platform/validation/moment.js';
import { choice, text } from '../../platform/validation/rule.js';
import { EVENT_GROUPS } from '../event-groups.js';
import { EVENT_TYPES } from '../event-types.js';

export const EVENT_FORMATS = ['json', 'ndjson', 'csv'] as const;
export type EventFormat = (typeof EVENT_FORMATS)[number];

/** The filters that select events. */
export class EventFilters {
  @Field(valuesIn('type', choice('type', Object.keys(EVENT_TYPES))), {
    description: 'Any of these types, separated by commas.',
    example: ['registered', 'deregistered'],
  })
  type?: string | string[];

  @Field(valuesIn('groups', choice('groups', EVENT_GROUPS)), {
    description: 'Any of these groups, separated by commas; with `type`, events of either.',
    example: ['health', 'orders'],
  })
  groups?: string | string[];

  @Field(text('workerId', { max: 128 }), {
    description: 'Events of this worker: its workerId or its id, even if the worker no longer exists.',
    example: 'worker-001',
  })
  workerId?: string;

  @Field(text('actor', { max: 300 }), {
    description: 'Only events caused by this actor: its name, or its subject.',
    example: 'worker',
  })
  actor?: string;
}

/** The filters of the journal; an event must match all of them. */
export class ListEventsQuery extends EventFilters {
  @Field(momentOrAge('from'), {
    description: 'Events at or after this time, or from the last `7d`.',
    example: '2026-01-31T00:00:00Z',
  })
  from?: string;

  @Field(momentOrAge('until'), { description: 'Events before this time.', example: '2026-02-01T00:00:00Z' })
  until?: string;

  @Field(momentOrAge('to'), {
    description: 'The same as `until`; of both, the earlier counts.',
    example: '1h',
  })
  to?: string;

  @Field(
    text('cursor', {
      max: 20,
      pattern: { matches: /^\d{1,18}$/, must: 'must be the nextCursor of the previous page' },
    }),
    {
      description: 'The `nextCursor` of the previous page.',
    },
  )
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), {
    description: 'Maximum number of events per page.',
    default: DEFAULT_PAGE,
  })
  limit?: string | number;

  @Field(choice('format', EVENT_FORMATS), {
    description:
      '`json`, `ndjson` (an event per line) or `csv`. The last two name the next page in the header `Link`, with `rel="next"`.',
    default: 'json',
  })
  format?: EventFormat;
}
