import { Field } from '../../platform/validation/field.js';
import { text, type Rule } from '../../platform/validation/rule.js';
import { WORKER_HEALTHS, WORKER_STATUSES } from '../worker.js';

/** Values of one query parameter: separated by commas, or the parameter repeated. */
export const valuesOf = (given: string | string[] | undefined): string[] =>
  (Array.isArray(given) ? given : [given ?? ''])
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '');

const isQueryText = (value: unknown): value is string | string[] =>
  typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));

function valuesIn(label: string, item: Rule): Rule {
  return {
    schema: { type: 'array', items: item.schema },
    check: (value) => {
      if (!isQueryText(value)) return `${label} must be text`;
      if (valuesOf(value).length > 20) return `${label} must be at most 20 values`;
      return valuesOf(value)
        .map((each) => item.check(each))
        .find((fault) => fault !== undefined);
    },
  };
}

function oneOf(label: string, values: readonly string[]): Rule {
  return {
    schema: { type: 'string', enum: [...values] },
    check: (value) =>
      values.includes(value as string)
        ? undefined
        : `${label} must be one of ${values.join(', ')}, not ${JSON.stringify(value)}`,
  };
}

/** A whole number as a query writes it. */
function digits(label: string, min: number, max: number): Rule {
  return {
    schema: { type: 'integer', minimum: min, maximum: max },
    check: (value) => {
      const fits =
        typeof value === 'string' && /^\d{1,10}$/.test(value) && Number(value) >= min && Number(value) <= max;
      return fits ? undefined : `${label} must be a whole number between ${min} and ${max}`;
    },
  };
}

export const MAX_PAGE = 1000;
export const DEFAULT_PAGE = 100;

/** The filters of the list; all that are given must hold. */
export class ListWorkersQuery {
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
    description: 'All of these tags.',
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
  minAvailableCapacity?: string;

  @Field(text('text', { max: 200 }), {
    description:
      'Part of its workerId, name, host name or address, in any case; only from the beginning of the workerId where PostgreSQL has no pg_trgm.',
    example: 'prod-worker',
  })
  text?: string;

  @Field(text('cursor', { max: 100 }), { description: 'The `nextCursor` of the page before.' })
  cursor?: string;

  @Field(digits('limit', 1, MAX_PAGE), { description: 'Workers a page.', default: DEFAULT_PAGE })
  limit?: string;
}
