// Workers whose heartbeats come later and later, or whose errors become more frequent, until they fail; and ones that stay
// well, with pauses, bursts, deployments and days that are busier than nights.
import { exponential, fatTailed } from '../detectors/random.mjs';
import { logBetween, normal } from './figures.mjs';

const DAY = 1440;

const counted = (random, rate) => {
  let count = 0;
  for (let at = exponential(random, 1 / rate); at < 1; at += exponential(random, 1 / rate)) count += 1;
  return count;
};

/** From 0 at the quietest minute of the day to 1 at the busiest. */
const busyness = (random) => {
  const phase = random() * DAY;
  return (minute) => (1 - Math.cos((2 * Math.PI * (minute + phase)) / DAY)) / 2;
};

/** Times that begin about `every` so many minutes, and last from `shortest` to `longest`: returns the strength of each minute. */
const episodes = (random, { every, shortest, longest, low, high }) => {
  let [begins, ends, strength] = [exponential(random, every), 0, 0];
  return (minute) => {
    if (minute >= begins && minute >= ends) {
      ends = minute + logBetween(random, shortest, longest);
      strength = logBetween(random, low, high);
      begins = ends + exponential(random, every);
    }
    return minute < ends ? strength : 0;
  };
};

/** Heartbeats of healthy workers: the latest of each minute, in seconds late. */
const LATENESS = {
  quiet: () => () => 0,
  // Collections and pauses of the machine.
  pausing: (random) => {
    const every = logBetween(random, 30, 600);
    return () => (random() < 1 / every ? fatTailed(random, { shortest: 0.5, longest: 40, alpha: 1 }) : 0);
  },
  daily: (random) => {
    const [most, busy] = [logBetween(random, 0.5, 6), busyness(random)];
    return (minute) => most * busy(minute) ** 2 * Math.exp(0.3 * normal(random));
  },
  bursts: (random) => {
    const burst = episodes(random, { every: 2 * DAY, shortest: 5, longest: 90, low: 2, high: 12 });
    return (minute) => burst(minute) * Math.exp(0.3 * normal(random));
  },
  // A lost request is repeated after ten seconds and a pause.
  remote: (random) => {
    const every = logBetween(random, 60, 2000);
    return () => (random() < 1 / every ? 10 + 2 * random() : 0.3 * random());
  },
};
export const LATENESS_HABITS = Object.keys(LATENESS);

/** A heartbeat that is so late fails the worker. */
const TOO_LATE = 90;

/** @param begins minute at which its heartbeats begin to come later; Infinity: it stays well */
export function late(random, habit, begins) {
  const usual = LATENESS[habit](random);
  const doubling = logBetween(random, 60, 360);
  let minute = 0;
  let over = false;
  return () => {
    minute += 1;
    const left = minute < begins && random() < 1 / DAY;
    const grown = over || minute < begins ? 0 : 0.5 * 2 ** ((minute - begins) / doubling);
    const seconds = usual(minute) + 0.1 * random() + grown * Math.exp(0.2 * normal(random));
    if (grown === 0 || seconds < TOO_LATE) return { late: seconds, left };
    over = true;
    return { late: TOO_LATE, fell: true, broke: true };
  };
}

/** Errors a minute of healthy workers. */
const ERRORS = {
  none: () => () => 0,
  some: (random) => {
    const rate = logBetween(random, 0.005, 3);
    return () => rate;
  },
  daily: (random) => {
    const [most, busy] = [logBetween(random, 0.05, 6), busyness(random)];
    return (minute) => most * busy(minute) ** 2;
  },
  // What the worker calls is unavailable for a while.
  outages: (random) => episodes(random, { every: 2 * DAY, shortest: 2, longest: 60, low: 1, high: 30 }),
  // A few bad jobs.
  spikes: (random) => episodes(random, { every: DAY / 4, shortest: 1, longest: 4, low: 2, high: 20 }),
};
export const ERROR_HABITS = Object.keys(ERRORS);

/** @param begins minute at which its errors begin to become more; Infinity: it stays well */
export function failing(random, habit, begins) {
  const usual = ERRORS[habit](random);
  const [first, doubling, most] = [
    logBetween(random, 0.05, 0.5),
    logBetween(random, 5, 30),
    logBetween(random, 60, 600),
  ];
  let [minute, deployed, over] = [0, -DAY, false];
  return () => {
    minute += 1;
    const left = minute < begins && random() < 1 / DAY;
    if (left) deployed = minute;
    // The first minutes after a deployment have a few.
    const settling = minute - deployed < 5 ? 2 : 0;
    const grown = over || minute < begins ? 0 : first * 2 ** ((minute - begins) / doubling);
    const errors = counted(random, usual(minute) + settling + grown);
    if (grown < most) return { errors, left };
    over = true;
    return { errors, restarted: true, broke: true };
  };
}
