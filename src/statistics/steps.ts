const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
const MAX_SECONDS = 36_500 * 86_400;

/** Steps that a person would choose, in seconds; longer ones are whole days. */
const ROUND = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/**
 * Parses `300`, `30s`, `5m`, `1h` or `1d` into seconds; returns undefined for anything else, and outside 1 second to
 * 36,500 days.
 */
export function secondsOf(step: unknown): number | undefined {
  const [, digits, unit] = /^(\d{1,9})([smhd]?)$/.exec(String(step)) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const seconds = Number(digits) * UNITS[unit]!;
  return seconds >= 1 && seconds <= MAX_SECONDS ? seconds : undefined;
}

/** Counts the steps that a time range touches; steps begin at multiples of their length since 1970. */
export function stepsWithin(from: Date, to: Date, stepSeconds: number): number {
  const stepMs = stepSeconds * 1000;
  return Math.ceil(to.getTime() / stepMs) - Math.floor(from.getTime() / stepMs);
}

/** Returns the shortest round step that divides a time range into at most `most` steps. */
export function shortestStep(from: Date, to: Date, most: number): number {
  const fits = (seconds: number): boolean => stepsWithin(from, to, seconds) <= most;
  const round = ROUND.find(fits);
  if (round !== undefined) return round;
  let days = 2;
  while (!fits(days * 86_400)) days += 1;
  return days * 86_400;
}

/** Formats a step as the query accepts it: `30s`, `5m`, `1h`, `2d`. */
export function writtenStep(seconds: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, size]) => seconds % size === 0)!;
  return `${seconds / size}${unit}`;
}
