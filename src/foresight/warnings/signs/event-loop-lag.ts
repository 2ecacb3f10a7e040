import { figureOf } from '../trend-scales.js';
import { figure, pointsOf, rounded, sinceRestart, type Sign, type Trend } from './sign.js';
import { medianOf } from './theil-sen.js';

const HOUR = 60;
/** The last minutes are compared with the first half of the hour: the lag may have begun to grow between them. */
const LATELY = 7;
const BEFORE = 30;
const FEWEST_BEFORE = 10;
const FEWEST_LATELY = 4;
/** Weight of each minute in the exponential mean. */
const WEIGHT = 0.1;
/** A standard deviation of values that are normally distributed, by their median deviation. */
const MAD_TO_DEVIATION = 1.4826;
const DEVIATIONS = 3;
const TIMES = 2;
const LEAST_MS = 50;
/** A lag that doubles each half hour needs hours until heartbeats fail. */
const JUDGED_MINUTES = 240;

/**
 * Warns of an event loop that lags more than is usual for this process. Means and deviations are those of logarithms: a lag
 * varies in proportion to itself.
 */
export function eventLoopLag(trend: Trend): Sign | undefined {
  const minutes = Math.min(HOUR, sinceRestart(trend));
  if (minutes <= BEFORE) return undefined;
  const points = pointsOf(trend.lag, minutes, (byte) => figureOf('lag', byte));
  const lately = points.filter(({ minute }) => minute > -LATELY).map(({ value }) => value);
  const lag = medianOf(lately);
  if (lately.length < FEWEST_LATELY || lag < LEAST_MS) return undefined;
  const before = points.filter(({ minute }) => minute <= -BEFORE).map(({ value }) => Math.log1p(value));
  if (before.length < FEWEST_BEFORE) return undefined;
  const first = medianOf(before.slice(0, FEWEST_BEFORE));
  const mean = before.reduce((sum, value) => sum + WEIGHT * (value - sum), first);
  const deviation = MAD_TO_DEVIATION * medianOf(before.map((value) => Math.abs(value - mean)));
  const usual = Math.expm1(mean);
  const bound = Math.expm1(mean + Math.max(Math.log(TIMES), DEVIATIONS * deviation));
  if (lag < bound) return undefined;
  return {
    kind: 'event-loop-lag',
    sentence: `The event loop lags by ${rounded(lag)} ms, where ${rounded(usual)} ms, and at most ${rounded(bound)} ms, are usual`,
    figures: [figure('lag', lag, 'ms'), figure('usual', usual, 'ms'), figure('bound', bound, 'ms')],
    expectedIn: null,
    judgedIn: JUDGED_MINUTES,
  };
}
