import { InvalidArgumentError } from 'commander';

/** Parses options with several values: separated by commas, or repeated. */
export const list = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  ...value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
];

/** Parses a whole number of at least `min`. */
export const whole =
  (min: number, max = 1_000_000_000) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max)
      throw new InvalidArgumentError(`Must be a whole number from ${min} to ${max}.`);
    return number;
  };

/** Parses a time: ISO 8601, or a duration from now, such as 30m, 2h or 1d. @returns ISO 8601 in UTC */
export function moment(value: string): string {
  const ahead = durationOf(value);
  if (ahead !== undefined) return new Date(Date.now() + ahead * 1000).toISOString();
  return timeOf(value, 'a duration from now: 30m, 2h, 1d');
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
  if (day === undefined) return moment(value);
  const at = new Date();
  at.setHours(Number(hours), Number(minutes), 0, 0);
  at.setDate(at.getDate() + ((DAYS.indexOf(day.toLowerCase()) - at.getDay() + 7) % 7));
  if (at.getTime() <= Date.now()) at.setDate(at.getDate() + 7);
  return at.toISOString();
}

function timeOf(value: string, or: string): string {
  // A time without a zone would differ between machines; Date parses it as local time.
  if (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InvalidArgumentError(`Must be a time such as 2026-01-31T12:00:00Z, or ${or}.`);
  return new Date(value).toISOString();
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
