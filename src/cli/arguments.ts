import { InvalidArgumentError } from 'commander';

/** Parses options with several values: separated by commas, or repeated. */
export const list = (value: string, before: readonly string[] = []): string[] =>
  listOr('Must name at least one value.', value, before);

/** @param refusal of a value that names nothing */
export function listOr(refusal: string, value: string, before: readonly string[]): string[] {
  const values = value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  // An unset variable of a script would otherwise choose all workers.
  if (values.length === 0) throw new InvalidArgumentError(refusal);
  return [...before, ...values];
}

/** Parses why something is done. */
export function reason(value: string): string {
  const text = value.trim();
  if (text === '') throw new InvalidArgumentError('Must not be blank.');
  return text;
}

/** Parses a whole number of at least `min`. */
export const whole =
  (min: number, max = 1_000_000_000) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max)
      throw new InvalidArgumentError(`Must be a whole number from ${min} to ${max}.`);
    return number;
  };

/**
 * Parses a time: ISO 8601, or a duration from now, such as 30m, 2h or 1d.
 * @returns ISO 8601 in UTC, or the duration, which the service adds to the clock of its database
 */
export const moment = (value: string): string =>
  durationOf(value) === undefined ? timeOf(value, FROM_NOW) : value;

const FROM_NOW = 'a duration from now: 30m, 2h, 1d';

function momentOf(value: string, or: string): string {
  const ahead = durationOf(value);
  if (ahead !== undefined) return new Date(Date.now() + ahead * 1000).toISOString();
  return timeOf(value, or);
}

/** Parses a time: ISO 8601, or how long ago, such as 30m, 2h or 7d. @returns ISO 8601 in UTC */
export function past(value: string): string {
  const back = durationOf(value);
  if (back !== undefined) return new Date(Date.now() - back * 1000).toISOString();
  return timeOf(value, 'how long ago: 30m, 2h, 7d');
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WEEKLY = /^(sun|mon|tue|wed|thu|fri|sat)[a-z]*\s+([01]?\d|2[0-3]):([0-5]\d)$/i;

/** Parses a time to come: as `moment`, or the next `Mon 09:00` of the reader's clock. @returns ISO 8601 in UTC */
export function ahead(value: string): string {
  const [, day, hours, minutes] = WEEKLY.exec(value.trim()) ?? [];
  if (day === undefined) return momentOf(value, `a day and time such as Mon 09:00, or ${FROM_NOW}`);
  const at = new Date();
  at.setHours(Number(hours), Number(minutes), 0, 0);
  at.setDate(at.getDate() + ((DAYS.indexOf(day.toLowerCase()) - at.getDay() + 7) % 7));
  if (at.getTime() <= Date.now()) at.setDate(at.getDate() + 7);
  return at.toISOString();
}

function timeOf(value: string, or: string): string {
  if (Number.isNaN(millisecondsOf(value)))
    throw new InvalidArgumentError(`Must be a time such as 2026-01-31T12:00:00Z, or ${or}.`);
  return new Date(value).toISOString();
}

/**
 * Parses a date, with or without a time; a time without a zone is local.
 * @returns milliseconds; NaN for any other text, and for days that do not exist: `Date` rolls 31 February over to March
 */
export function millisecondsOf(value: string): number {
  const [date, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(value) ?? [];
  if (date === undefined) return Number.NaN;
  const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return time.toISOString().startsWith(date) ? Date.parse(value) : Number.NaN;
}

/** Parses a duration such as 30s, 10m, 2h or 1d. @returns seconds */
export function duration(value: string): number {
  const seconds = durationOf(value);
  if (seconds === undefined) throw new InvalidArgumentError('Must be a duration: 30s, 10m, 2h, 1d.');
  return seconds;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function durationOf(value: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit!]!;
}
