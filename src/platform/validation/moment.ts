import type { Rule } from './rule.js';

const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** A moment that PostgreSQL can hold, as ISO 8601 writes it with its offset; a date alone is its midnight in UTC. */
export const moment = (label: string): Rule => ({
  schema: { type: 'string', format: 'date-time' },
  check: (value) => {
    const fits = typeof value === 'string' && ISO_8601.test(value) && !Number.isNaN(Date.parse(value));
    return fits ? undefined : `${label} must be a time such as 2026-01-31T12:00:00Z`;
  },
});
