import { figureOf } from '../trend-scales.js';
import { figure, pointsOf, rounded, type Sign, type Trend } from './sign.js';
import { slopesOf, type Point } from './theil-sen.js';

const HOUR = 60;
const LATELY = 10;
const FEWEST_LATELY = 7;
const FEWEST_BEFORE = 15;
const LEAST_A_MINUTE = 1;
const TIMES = 3;
/** What even a worker without errors may have. */
const ALLOWED_A_MINUTE = 0.2;

/** Warns of errors that become more frequent. */
export function errorSlope({ errors }: Trend): Sign | undefined {
  const points = pointsOf(errors, HOUR, (byte) => figureOf('errors', byte));
  const before = points.filter(({ minute }) => minute <= -LATELY);
  const lately = cumulated(points.filter(({ minute }) => minute > -LATELY));
  if (lately.length < FEWEST_LATELY || before.length < FEWEST_BEFORE) return undefined;
  const rate = slopesOf(lately)!.median;
  const usual = before.reduce((sum, { value }) => sum + value, 0) / before.length;
  if (rate < LEAST_A_MINUTE || rate < TIMES * (usual + ALLOWED_A_MINUTE)) return undefined;
  return {
    kind: 'errors',
    sentence: `${rounded(rate)} errors a minute over the last ${LATELY} minutes, and ${rounded(usual)} before`,
    figures: [figure('errors', rate, 'a minute'), figure('usual', usual, 'a minute')],
    expectedIn: null,
    judgedIn: HOUR,
  };
}

function cumulated(points: readonly Point[]): Point[] {
  let sum = 0;
  return points.map(({ minute, value }) => ({ minute, value: (sum += value) }));
}
