import { crashLoop } from './crash-loop.js';
import { errorSlope } from './errors.js';
import { eventLoopLag } from './event-loop-lag.js';
import { growingLateness } from './lateness.js';
import { memoryHigh, memoryTrend } from './memory.js';
import type { Sign, Trend } from './sign.js';

const KINDS = [memoryTrend, memoryHigh, eventLoopLag, errorSlope, growingLateness, crashLoop];

/** Returns what a worker has to be warned of. */
export const signsOf = (trend: Trend): Sign[] =>
  KINDS.flatMap((find) => {
    const sign = find(trend);
    return sign === undefined ? [] : [sign];
  });
