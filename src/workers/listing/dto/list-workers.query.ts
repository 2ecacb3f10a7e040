import { Field } from '../../../platform/validation/field.js';
import {
  DEFAULT_PAGE,
  digits,
  MAX_PAGE,
  namesIn,
  valuesIn,
} from '../../../platform/validation/query-rules.js';
import { choice, text } from '../../../platform/validation/rule.js';
import { sortRule } from '../sort.js';
import { SHOWN_FIELDS } from '../store/shown-columns.js';
import { PRESENCES, WORKER_HEALTHS, WORKER_STATUSES } from '../../../fleet/worker.js';

const ORDER_FILTERS = ['DRAINING', 'MAINTENANCE', 'NONE'];

/** Filters of a list; workers must match all given ones. */
export class WorkerFiltersQuery {
  @Field(valuesIn('status', choice('status', WORKER_STATUSES)), {
    description: 'Statuses, separated by commas; the worker must have one of them.',
    example: ['ACTIVE', 'IDLE'],
  })
  status?: string | string[];

  @Field(valuesIn('health', choice('health', WORKER_HEALTHS)), {
    description: 'Healths, separated by commas; the worker must have one of them.',
    example: ['UNHEALTHY', 'FAILED'],
  })
  health?: string | string[];

  @Field(valuesIn('presence', choice('presence', PRESENCES)), {
    description: 'Presences, separated by commas; the worker must have one of them.',
    example: ['LOST', 'EXPECTED'],
  })
  presence?: string | string[];

  @Field(valuesIn('tag', text('tag', { max: 100 })), {
    description: 'Tags, all of which the worker must have.',
    example: ['production'],
  })
  tag?: string | string[];

  @Field(valuesIn('capability', text('capability', { max: 200 })), {
    description:
      'Capabilities, all of which the worker must have: `java` (any value), or `java=17` (this value, or it among its values).',
    example: ['java'],
  })
  capability?: string | string[];

  @Field(text('zone', { max: 64 }), {
    description: 'Zone of the worker; empty for workers without one.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(text('version', { max: 64 }), { description: 'Exact version of the worker.', example: '2.1.0' })
  version?: string;

  @Field(text('host', { max: 255 }), {
    description: 'Host name or address of the worker.',
    example: 'node-1.example.com',
  })
  host?: string;

  @Field(valuesIn('order', choice('order', ORDER_FILTERS)), {
    description: 'Orders, separated by commas; the worker must have one of them. NONE: no order.',
    example: ['DRAINING'],
  })
  order?: string | string[];

  @Field(choice('suspect', ['true', 'false']), {
    description: 'Whether the heartbeat of the worker is later than usual.',
    example: 'true',
  })
  suspect?: string;

  @Field(digits('minAvailableCapacity', 0, 1_000_000), {
    description: 'Minimum number of free slots.',
    example: 1,
  })
  minAvailableCapacity?: string | number;

  @Field(text('text', { max: 200 }), {
    description:
      'Part of the workerId, name, host name or address, in any case; without pg_trgm in PostgreSQL, only the beginning of the workerId.',
    example: 'prod-worker',
  })
  text?: string;
}

/** The same filters for one page. */
export class ListWorkersQuery extends WorkerFiltersQuery {
  @Field(text('cursor', { max: 1000 }), { description: 'The `nextCursor` of the previous page.' })
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Workers per page.', default: DEFAULT_PAGE })
  limit?: string | number;

  @Field(sortRule, {
    description:
      'What the list is sorted by; with `-` in front, in descending order. By default the order of registration. `health` begins with the worst; for `free`, workers that are not present come first. Figures may change between two pages: a worker that moves may be on both, or on none.',
    example: '-load',
  })
  sort?: string;

  @Field(choice('count', ['true', 'false']), {
    description: 'Whether to count the workers that match, up to 50,000.',
    default: 'false',
  })
  count?: string;

  @Field(namesIn('fields', SHOWN_FIELDS), {
    description: 'Fields of each worker that are listed; all unless given. Fewer fields cost less.',
    example: ['workerId', 'status'],
  })
  fields?: string | string[];
}
