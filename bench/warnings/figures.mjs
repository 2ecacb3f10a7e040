// Workers that report figures minute by minute: healthy ones of several habits, and ones that break.
import { exponential } from '../detectors/random.mjs';

/** A normally distributed number. */
export const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
export const between = (random, low, high) => low + random() * (high - low);
export const logBetween = (random, low, high) => low * (high / low) ** random();

/**
 * A worker's figures: called each minute, returns memory, lag and new errors; `restarted` and `fell` (ill) as events.
 * @typedef {{ memory: number, lag: number, errors: number, restarted?: boolean, fell?: boolean }} Minute
 */

const quietLag = (random) => {
  const usual = logBetween(random, 3, 40);
  let burst = 0;
  return () => {
    // A long collection, or a job that blocks, now and then.
    if (burst === 0 && random() < 1 / 700) burst = 1 + Math.floor(random() * 3);
    if (burst > 0) burst -= 1;
    return usual * Math.exp(0.3 * normal(random)) * (burst > 0 ? 10 : 1);
  };
};

const quietErrors = (random) => {
  const rate = random() < 0.5 ? 0 : logBetween(random, 0.005, 2);
  return () => {
    let count = 0;
    for (let at = exponential(random, 1 / rate); at < 1; at += exponential(random, 1 / rate)) count += 1;
    return count;
  };
};

/** How the memory of healthy workers behaves. */
const HABITS = {
  steady: (random) => {
    const level = between(random, 20, 88);
    return () => level + normal(random);
  },
  collected: (random) => {
    const [low, high] = [between(random, 25, 45), between(random, 55, 85)];
    const every = between(random, 8, 40);
    let at = random() * every;
    return () => {
      at = (at + 1) % every;
      return low + ((high - low) * at) / every + normal(random);
    };
  },
  cached: (random) => {
    const [low, high, slow] = [between(random, 20, 40), between(random, 55, 90), logBetween(random, 20, 400)];
    let at = 0;
    return () => high - (high - low) * Math.exp(-(at += 1) / slow) + normal(random) * 0.7;
  },
  daily: (random) => {
    const [mean, swing, phase] = [between(random, 40, 65), between(random, 5, 22), random() * 1440];
    let at = 0;
    return () => mean + swing * Math.sin((2 * Math.PI * ((at += 1) + phase)) / 1440) + normal(random);
  },
  jobs: (random) => {
    const [base, each] = [between(random, 20, 50), between(random, 3, 12)];
    let jobs = 0;
    return () => {
      jobs = Math.max(0, Math.min(4, jobs + (random() < 0.1 ? 1 : 0) - (random() < 0.03 * jobs ? 1 : 0)));
      return base + each * jobs + normal(random);
    };
  },
};
export const HABIT_NAMES = Object.keys(HABITS);

/** A worker that stays well; it is deployed once a day. */
export function healthy(random, habit) {
  const [lag, errors] = [quietLag(random), quietErrors(random)];
  let memory = HABITS[habit](random);
  return () => {
    const restarted = random() < 1 / 1440;
    if (restarted) memory = HABITS[habit](random);
    return { memory: memory(), lag: lag(), errors: errors(), restarted };
  };
}

/** Memory leaks until the process is killed at its limit, which starts again. */
export function leaking(random) {
  const [lag, errors] = [quietLag(random), quietErrors(random)];
  const base = between(random, 20, 60);
  // Minutes from its base to the limit.
  const length = logBetween(random, 40, 1200);
  const bend = between(random, 0.8, 1.6);
  let at = random() * length * 0.5;
  return () => {
    at += 1;
    const memory = base + (100 - base) * (at / length) ** bend + normal(random);
    if (at < length) return { memory: Math.min(memory, 100), lag: lag(), errors: errors() };
    at = 0;
    return { memory: base, lag: lag(), errors: errors(), restarted: true, broke: true };
  };
}

/** The process crashes soon after each start, for a while. */
export function crashing(random, begins) {
  const well = healthy(random, 'steady');
  const mean = between(random, 2, 10);
  const ends = begins + between(random, 60, 240);
  let next = begins;
  let minute = 0;
  return () => {
    minute += 1;
    const figures = { ...well(), restarted: false };
    if (minute < next || minute > ends) return figures;
    next = minute + 1 + exponential(random, mean);
    return { ...figures, restarted: true, crashed: true };
  };
}

/** The event loop lags more and more, until heartbeats fail. */
export function lagging(random, begins) {
  const well = healthy(random, 'steady');
  const doubling = logBetween(random, 5, 30);
  let minute = 0;
  let over = false;
  return () => {
    minute += 1;
    const figures = { ...well(), restarted: false };
    const lag = over ? figures.lag : figures.lag * 2 ** (Math.max(0, minute - begins) / doubling);
    if (lag < 8000) return { ...figures, lag };
    over = true;
    return { ...figures, lag: 8000, fell: true, restarted: true, broke: true };
  };
}
