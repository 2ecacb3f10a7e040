import { notThis } from './shown.js';
import type { Rule } from './rule.js';

const ISO_8601 = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):\d\d))?$/;

/** The largest offset from UTC that PostgreSQL supports. */
const MAX_OFFSET_HOURS = 15;

/** A time that PostgreSQL can store, in ISO 8601 with its offset; a date alone is its midnight in UTC. */
export const moment = (label: string): Rule => ({
  schema: { type: 'string', format: 'date-time' },
  check: (value) => {
    const fits = typeof value === 'string' && isMoment(value);
    return fits ? undefined : `${label} must be a time such as 2026-01-31T12:00:00Z${notThis(value)}`;
  },
});

function isMoment(value: string): boolean {
  const [, year, month, day, offset = '0'] = ISO_8601.exec(value) ?? [];
  if (year === undefined || year === '0000' || Number(offset) > MAX_OFFSET_HOURS) return false;
  if (Number.isNaN(Date.parse(value))) return false;
  // JavaScript would read 30 February as 2 March.
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return midnight.getUTCDate() === Number(day);
}

const DURATION = /^(\d{1,6}) ?(s|m|min|h|d|w)$/i;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };

/** A moment, or how long it is until then: `2h`, `30m`, `7d`. */
export const momentOrDuration = (label: string): Rule => relativeMoment(label, 'a duration', 1);

/** A moment, or how long ago it was: `2h`, `30m`, `7d`. */
export const momentOrAge = (label: string): Rule => relativeMoment(label, 'an age', -1);

function relativeMoment(label: string, kind: string, sign: 1 | -1): Rule {
  const { check } = moment(label);
  return {
    schema: { type: 'string' },
    meaning: (value) => (typeof value === 'string' ? momentAt(value.trim(), sign) : undefined),
    check: (value) =>
      check(value) === undefined
        ? undefined
        : `${label} must be a time such as 2026-01-31T12:00:00Z, or ${kind} such as 2h, 30m or 7d${notThis(value)}`,
  };
}

/** Returns the moment that is so far from now; undefined for what is no duration, or if it is out of range. */
function momentAt(duration: string, sign: 1 | -1): string | undefined {
  const [, count, unit] = DURATION.exec(duration) ?? [];
  if (unit === undefined) return undefined;
  const given = new Date(
    Date.now() + sign * Number(count) * SECONDS[unit.toLowerCase()]! * 1000,
  ).toISOString();
  return isMoment(given) ? given : undefined;
}
