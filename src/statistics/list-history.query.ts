import { Field } from '../platform/validation/field.js';
import { moment } from '../platform/validation/moment.js';
import type { Rule } from '../platform/validation/rule.js';
import { secondsOf } from './steps.js';

const duration = (label: string): Rule => ({
  schema: { type: 'string', pattern: '^\\d{1,9}[smhd]?$' },
  check: (value) =>
    secondsOf(value) === undefined
      ? `${label} must be whole seconds, or a time such as 30s, 5m, 1h or 1d, from 1 second to 36500 days`
      : undefined,
});

/** Which time the history tells, and how finely. */
export class ListHistoryQuery {
  @Field(moment('from'), {
    description: 'Snapshots at this time or later; a day before `to` where it is left out.',
    example: '2026-01-31T00:00:00Z',
  })
  from?: string;

  @Field(moment('to'), {
    description: 'Snapshots before this time; now where it is left out.',
    example: '2026-02-01T00:00:00Z',
  })
  to?: string;

  @Field(duration('step'), {
    description:
      'One point a step, the last snapshot in it: seconds, or a time such as 30s, 5m, 1h or 1d. Steps begin at multiples of it since 1970-01-01T00:00:00Z. Left out: such that there are no more than 500.',
    example: '5m',
  })
  step?: string | number;
}
