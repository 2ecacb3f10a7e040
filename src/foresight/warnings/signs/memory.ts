import { memoryOf } from '../trend-scales.js';
import { figure, pointsOf, rounded, sinceRestart, type Sign, type Trend } from './sign.js';
import { medianOf, slopesOf, type Point } from './theil-sen.js';

const HOUR = 60;
const LIMIT = 100;
const THRESHOLD = 95;
/** Fewer points say too little, as do a lower level, and less growth over all points. */
const FEWEST = 30;
const LEAST_LEVEL = 50;
const LEAST_GROWTH = 3;
/** Memory that grows less lately fills a cache; slopes that differ much are those of jobs that come and go. */
const LATELY = 15;
const LEAST_LATELY = 0.8;
const LEAST_QUARTILE = 0.6;
/** A limit that is farther away may as well not be reached. */
const FARTHEST = 60;
const FARTHEST_BY_QUARTILE = 180;
/** A prediction may be late by a quarter of an hour. */
const LATE = 15;

/** Warns of memory that grows towards its limit. */
export function memoryTrend(trend: Trend): Sign | undefined {
  const points = pointsOf(trend.memory, Math.min(HOUR, sinceRestart(trend)), memoryOf);
  if (points.length < FEWEST) return undefined;
  const level = medianOf(points.slice(-3).map(({ value }) => value));
  if (level < LEAST_LEVEL || level >= LIMIT || level - lowest(points) < LEAST_GROWTH) return undefined;
  const slopes = slopesOf(points);
  if (slopes === undefined || slopes.median <= 0) return undefined;
  const { median: slope, lowerQuartile } = slopes;
  if (lowerQuartile < slope * LEAST_QUARTILE) return undefined;
  if (slope * (points.at(-1)!.minute - points[0]!.minute) < LEAST_GROWTH) return undefined;
  const lately = slopesOf(points.filter(({ minute }) => minute > -LATELY))?.median ?? 0;
  if (lately < slope * LEAST_LATELY) return undefined;
  const left = (LIMIT - level) / slope;
  const leftByQuartile = (LIMIT - level) / lowerQuartile;
  if (left > FARTHEST || leftByQuartile > FARTHEST_BY_QUARTILE) return undefined;
  return {
    kind: 'memory-trend',
    sentence: `Memory is at ${rounded(level)} % and grows by ${rounded(slope)} % a minute: it reaches 100 % in about ${Math.round(left)} minutes, or ${Math.round(leftByQuartile)} by the lower quartile`,
    figures: [
      figure('memory', level, '%'),
      figure('growth', slope, '% a minute'),
      figure('growth, lower quartile', lowerQuartile, '% a minute'),
      figure('minutes with figures', points.length, ''),
    ],
    expectedIn: left,
    judgedIn: leftByQuartile + LATE,
  };
}

/** Warns of memory close to its limit, however it came there. */
export function memoryHigh(trend: Trend): Sign | undefined {
  const points = pointsOf(trend.memory, Math.min(3, sinceRestart(trend)), memoryOf);
  if (points.filter(({ value }) => value >= THRESHOLD).length < 2) return undefined;
  const level = points.at(-1)!.value;
  return {
    kind: 'memory-high',
    sentence: `Memory is at ${rounded(level)} %, at least ${THRESHOLD} %`,
    figures: [figure('memory', level, '%')],
    expectedIn: null,
    judgedIn: HOUR,
  };
}

const lowest = (points: readonly Point[]): number => Math.min(...points.map(({ value }) => value));
