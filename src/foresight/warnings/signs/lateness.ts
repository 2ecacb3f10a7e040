import { figureOf } from '../trend-scales.js';
import { figure, pointsOf, rounded, type Sign, type Trend } from './sign.js';
import { slopesOf } from './theil-sen.js';

/** Hours that are looked at, and how many of them must have figures. */
const HOURS = 10;
const FEWEST = 8;
const LEAST_SECONDS = 5;
const TIMES = 2;
/** It has risen in most hours, by at least this in logarithms, and in the last two: a few pauses are a few rises. */
const LEAST_SLOPE = 0.05;
const LATELY = 2;
const LEAST_RISE = 1.02;
/** Below this it does not matter how often it doubled. */
const NEGLIGIBLE = 0.2;
const JUDGED_MINUTES = 24 * 60;

/** Warns of heartbeats that come later and later. */
export function growingLateness({ lateness }: Trend): Sign | undefined {
  const hours = pointsOf(lateness, HOURS, (byte) => figureOf('lateness', byte));
  if (hours.length < FEWEST) return undefined;
  const [before, now] = [hours[0]!.value, hours.at(-1)!.value];
  if (now < LEAST_SECONDS || now < TIMES * before || now < LEAST_RISE * hours.at(-1 - LATELY)!.value)
    return undefined;
  const growth = slopesOf(
    hours.map(({ minute, value }) => ({ minute, value: Math.log(NEGLIGIBLE + value) })),
  )!;
  if (growth.lowerQuartile < LEAST_SLOPE) return undefined;
  return {
    kind: 'lateness',
    sentence: `Heartbeats are up to ${rounded(now)} s late, were ${rounded(before)} s ${-hours[0]!.minute} hours ago, and come later all the time`,
    figures: [figure('lateness', now, 's'), figure('lateness before', before, 's')],
    expectedIn: null,
    judgedIn: JUDGED_MINUTES,
  };
}
