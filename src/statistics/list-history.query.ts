import { Field } from '../platform/validation/field.js';
import { momentOrAge } from '../platform/validation/moment.js';
import type { Rule } from '../platform/validation/rule.js';
import { notThis } from '../platform/validation/shown.js';
import { secondsOf } from './steps.js';

const duration = (label: string): Rule => ({
  schema: { type: 'string', pattern: '^\\d{1,9}[smhd]?$' },
  check: (value) =>
    secondsOf(value) === undefined
      ? `${label} must be whole seconds, or a duration such as 30s, 5m, 1h or 1d, from 1 second to 36500 days${notThis(value)}`
      : undefined,
});

/** The time range of the history, and its resolution. */
export class ListHistoryQuery {
  @Field(momentOrAge('from'), {
    description: 'Snapshots at or after this time; by default, a day before `to`.',
    example: '2026-01-31T00:00:00Z',
  })
  from?: string;

  @Field(momentOrAge('to'), {
    description: 'Snapshots before this time; by default, now.',
    example: '2026-02-01T00:00:00Z',
  })
  to?: string;

  @Field(duration('step'), {
    description:
      'Length of a step; each has one point, its last snapshot. Seconds, or a duration such as 30s, 5m, 1h or 1d. Steps begin at multiples of it since 1970-01-01T00:00:00Z. By default, such that there are up to 500.',
    example: '5m',
  })
  step?: string | number;
}
