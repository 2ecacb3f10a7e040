import { Field } from '../../platform/validation/field.js';
import { momentOrAge } from '../../platform/validation/moment.js';
import { poolRule, zoneRule } from './capacity.query.js';

/** Whose history. */
export class CapacityWeekQuery {
  @Field(poolRule, {
    description: 'Name of a pool of `capacity.pools`. Default: the whole fleet.',
    example: 'gpu',
  })
  pool?: string;

  @Field(zoneRule, {
    description: 'A zone of the pool; up to 20 zones, the largest, have a history. Default: all.',
    example: 'eu-west-1a',
  })
  zone?: string;
}

/** Whose history, and of which time. */
export class CapacityHistoryQuery extends CapacityWeekQuery {
  @Field(momentOrAge('from'), {
    description: 'Begin, up to a year before the end; by default, a day before it.',
    example: '2026-01-24T00:00:00Z',
  })
  from?: string;

  @Field(momentOrAge('until'), {
    description: 'End; by default, and at the latest, now.',
    example: '2026-01-31T00:00:00Z',
  })
  until?: string;
}
