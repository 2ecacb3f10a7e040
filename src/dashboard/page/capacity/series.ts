import type { CapacityAnswer, CapacityHistory } from '../api/types.js';

/** What was used at one time, or will be. Seconds since 1970; null: nothing is known. */
export interface SeriesPoint {
  readonly at: number;
  readonly usable: number | null;
  readonly used: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

const NOTHING = { usable: null, used: null, p50: null, p95: null };
const secondsOf = (time: string): number => Date.parse(time) / 1000;

/** A time in which nothing was recorded, in seconds since 1970. */
export interface Gap {
  readonly from: number;
  readonly until: number;
}

/** Returns the times without steps, from the begin of the history. */
export function gapsOf({ from, until, stepMinutes, points }: CapacityHistory): Gap[] {
  const step = stepMinutes * 60;
  // The step that is under way may have no count yet, and the first began before the history.
  const ends = [...points.map(({ at }) => secondsOf(at)), secondsOf(until)];
  const begins = [secondsOf(from), ...points.map(({ at }) => secondsOf(at) + step)];
  return begins.flatMap((begin, index) =>
    ends[index]! - begin > step * 1.5 ? [{ from: begin, until: ends[index]! }] : [],
  );
}

/** Returns the past and the forecast as one series; lines end where nothing was recorded. */
export function seriesOf(
  history: CapacityHistory,
  gaps: readonly Gap[],
  forecast: CapacityAnswer['forecast'],
  used: number,
): SeriesPoint[] {
  const past = history.points.map((point) => ({
    ...NOTHING,
    at: secondsOf(point.at),
    usable: point.usable,
    used: point.used,
  }));
  const breaks = gaps.map(({ from }) => ({ ...NOTHING, at: from + 1 }));
  const now = secondsOf(history.until);
  const ahead = [
    { ...NOTHING, at: now, p50: used, p95: used },
    ...forecast.steps.map(({ at, p50, p95 }) => ({ ...NOTHING, at: secondsOf(at), p50, p95 })),
  ].filter(({ at }, index) => index === 0 || at > now);
  return [...[...past, ...breaks].sort((left, right) => left.at - right.at), ...ahead];
}
