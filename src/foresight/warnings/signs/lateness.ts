import { figureOf } from '../trend-scales.js';
import { figure, pointsOf, rounded, type Sign, type Trend } from './sign.js';

const DAY = 24;
const LEAST_SECONDS = 5;
const TIMES = 2;
/** Below this it does not matter how often it doubled. */
const LEAST_BEFORE = 0.5;
/** Once may be an accident: it has risen in this many hours, lately as well. */
const RISES = 3;
const RISE = 1.1;
const LATELY = 3;
const JUDGED_MINUTES = 12 * 60;

/** Warns of heartbeats that come later and later. */
export function growingLateness({ lateness }: Trend): Sign | undefined {
  const hours = pointsOf(lateness, DAY, (byte) => figureOf('lateness', byte));
  const [before, now] = [hours[0]?.value ?? NaN, hours.at(-1)?.value ?? NaN];
  if (!(now >= LEAST_SECONDS && now >= TIMES * Math.max(before, LEAST_BEFORE))) return undefined;
  let worst = before;
  const rises = hours.filter(({ value }) => {
    const rose = value > RISE * worst;
    worst = Math.max(worst, value);
    return rose;
  });
  if (rises.length < RISES || rises.at(-1)!.minute <= -LATELY) return undefined;
  return {
    kind: 'lateness',
    sentence: `Heartbeats are up to ${rounded(now)} s late, and were ${rounded(before)} s ${-hours[0]!.minute} hours ago`,
    figures: [figure('lateness', now, 's'), figure('lateness before', before, 's')],
    expectedIn: null,
    judgedIn: JUDGED_MINUTES,
  };
}
