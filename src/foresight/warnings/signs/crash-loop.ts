import { RESTARTED } from '../trend-scales.js';
import { figure, sinceRestart, type Sign, type Trend } from './sign.js';

const HOUR = 60;
/** Deployments and repairs restart a worker less often. */
const LEAST_RESTARTS = 4;
/** A worker that has run for longer is over it. */
const LATELY = 20;

/** Warns of a worker that restarts again and again. */
export function crashLoop(trend: Trend): Sign | undefined {
  const restarts = trend.memory.slice(-HOUR).filter((byte) => byte === RESTARTED).length;
  if (restarts < LEAST_RESTARTS || sinceRestart(trend) > LATELY) return undefined;
  return {
    kind: 'crash-loop',
    sentence: `It restarted in ${restarts} of the last ${HOUR} minutes`,
    figures: [figure('restarts', restarts, 'an hour')],
    expectedIn: null,
    judgedIn: HOUR,
  };
}
