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

/** A duration as PostgreSQL and ISO 8601 write it, in seconds. */
const IN_SECONDS = /^PT(\d{1,10})S$/;
const MAX_SECONDS = 36_500 * 86_400;

/**
 * A moment, or how long it is until then: `2h`, `30m`, `7d`. Such a duration is read as `PT7200S`, so that the
 * statement can add it to the database clock: `given-moment.ts`.
 */
export const momentOrDuration = (label: string): Rule => {
  const { check } = moment(label);
  return {
    schema: { type: 'string' },
    meaning: (value) => {
      const seconds = secondsIn(value);
      return seconds === undefined ? undefined : `PT${seconds}S`;
    },
    check: (value) =>
      check(value) === undefined || secondsUntil(value) <= MAX_SECONDS
        ? undefined
        : `${label} ${mustBe('a duration')}${notThis(value)}`,
  };
};

/** A moment, or how long ago it was: `2h`, `30m`, `7d`. */
export const momentOrAge = (label: string): Rule => {
  const { check } = moment(label);
  return {
    schema: { type: 'string' },
    meaning: (value) => {
      const seconds = secondsIn(value);
      return seconds === undefined ? undefined : new Date(Date.now() - seconds * 1000).toISOString();
    },
    check: (value) =>
      check(value) === undefined ? undefined : `${label} ${mustBe('an age')}${notThis(value)}`,
  };
};

/** Returns the seconds of a duration that {@link momentOrDuration} has read; NaN for anything else, as for a moment. */
export const secondsUntil = (value: unknown): number =>
  Number(typeof value === 'string' ? (IN_SECONDS.exec(value)?.[1] ?? Number.NaN) : Number.NaN);

const mustBe = (kind: string): string =>
  `must be a time such as 2026-01-31T12:00:00Z, or ${kind} such as 2h, 30m or 7d`;

function secondsIn(value: unknown): number | undefined {
  const [, count, unit] = (typeof value === 'string' && DURATION.exec(value.trim())) || [];
  const seconds = unit === undefined ? Number.NaN : Number(count) * SECONDS[unit.toLowerCase()]!;
  return seconds <= MAX_SECONDS ? seconds : undefined;
}
