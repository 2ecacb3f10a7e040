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

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Parses a time: ISO 8601, or a duration from now, such as 30m, 2h or 1d. @returns ISO 8601 in UTC */
export function moment(value: string): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  if (count !== undefined) return new Date(Date.now() + Number(count) * UNITS[unit!]! * 1000).toISOString();
  // A time without a zone would differ between machines; Date parses it as local time.
  if (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InvalidArgumentError(
      'Must be a time such as 2026-01-31T12:00:00Z, or a duration from now: 30m, 2h, 1d.',
    );
  return new Date(value).toISOString();
}
