import { figureOf } from '../trend-scales.js';
import { figure, pointsOf, rounded, type Sign, type Trend } from './sign.js';
import { slopesOf, type Point } from './theil-sen.js';

const HOUR = 60;
/** Errors are added up over steps, of which most minutes, and most steps, must have figures. */
const STEP = 5;
const FEWEST_MINUTES = 3;
const FEWEST_STEPS = 10;
const LEAST_A_MINUTE = 3;
const TIMES = 3;
/** What even a worker without errors may have. */
const ALLOWED_A_MINUTE = 0.1;
/** Most steps have more than those before, by at least this in logarithms: an outage of something that it calls is one step. */
const LEAST_SLOPE = 0.06;
/** Errors that double each half hour need hours until the worker fails. */
const JUDGED_MINUTES = 240;

/** Warns of errors that become more frequent all the time. */
export function errorSlope({ errors }: Trend): Sign | undefined {
  const steps = ratesOf(pointsOf(errors, HOUR, (byte) => figureOf('errors', byte)));
  if (steps.length < FEWEST_STEPS) return undefined;
  const rate = steps.at(-1)!.value;
  const first = Math.min(steps[0]!.value, steps[1]!.value);
  if (rate < LEAST_A_MINUTE || rate < TIMES * (first + ALLOWED_A_MINUTE)) return undefined;
  const growth = slopesOf(steps.map(({ minute, value }) => ({ minute, value: Math.log1p(STEP * value) })))!;
  if (growth.lowerQuartile * STEP < LEAST_SLOPE) return undefined;
  return {
    kind: 'errors',
    sentence: `${rounded(rate)} errors a minute over the last ${STEP} minutes, after ${rounded(first)} at the begin of the hour, and more all the time`,
    figures: [figure('errors', rate, 'a minute'), figure('before', first, 'a minute')],
    expectedIn: null,
    judgedIn: JUDGED_MINUTES,
  };
}

/** Returns the errors a minute of each step. */
function ratesOf(points: readonly Point[]): Point[] {
  const rates: Point[] = [];
  for (let end = STEP - HOUR; end <= 0; end += STEP) {
    const values = points.filter(({ minute }) => minute > end - STEP && minute <= end);
    const sum = values.reduce((total, { value }) => total + value, 0);
    if (values.length >= FEWEST_MINUTES) rates.push({ minute: end, value: sum / values.length });
  }
  return rates;
}
