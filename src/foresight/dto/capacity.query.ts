import { Field } from '../../platform/validation/field.js';
import { digits } from '../../platform/validation/query-rules.js';
import { text } from '../../platform/validation/rule.js';

export const DEFAULT_HORIZON_MINUTES = 30;
/** Seven days. */
export const MAX_HORIZON_MINUTES = 10_080;

export const poolRule = text('Pool', { max: 64 });
export const zoneRule = text('zone', { max: 64 });

/** Of which pool or zone, and how far ahead. */
export class CapacityQuery {
  @Field(poolRule, {
    description: 'Name of a pool of `capacity.pools`. Default: the whole fleet.',
    example: 'gpu',
  })
  pool?: string;

  @Field(zoneRule, {
    description: 'A zone of the pool; up to 20 zones, the largest, have a forecast. Default: all.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(digits('horizonMinutes', 5, MAX_HORIZON_MINUTES), {
    description: `How far ahead to forecast: 5 to ${MAX_HORIZON_MINUTES} minutes.`,
    default: DEFAULT_HORIZON_MINUTES,
    example: 60,
  })
  horizonMinutes?: string | number;
}
