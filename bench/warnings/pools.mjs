// Pools whose slots run out, and ones that have enough: days and weeks, growth, bursts, deployments that take slots away for
// a while, and operators who add some after a shortage.
import { capacitySign, FARTHEST_MINUTES } from '../../dist/foresight/warnings/signs/capacity.js';
import { forecastOf } from '../../dist/foresight/outlook.js';
import { PoolForecast } from '../../dist/foresight/pool-forecast.js';
import { exponential } from '../detectors/random.mjs';
import { between, logBetween, normal } from './figures.mjs';

const DAY = 1440;
const STEP = 5;
const LEARNING_DAYS = 7;
/** Full again within this time is the same shortage. */
const SAME_MINUTES = 120;
const GONE_MINUTES = 10;
const HORIZON = { horizonMinutes: FARTHEST_MINUTES, startMinutes: 5 };

/** Returns the slots that the jobs of a pool need, minute by minute; `usual` is without bursts. */
function demand(random) {
  const level = logBetween(random, 30, 3000);
  const [growth, weekend, phase] = [between(random, -0.005, 0.03), between(random, 0.3, 1), random() * DAY];
  const [spread, keeps] = [between(random, 0.01, 0.05), 0.97];
  let [noise, burstAt, burst] = [0, exponential(random, 4 * DAY), { ends: 0, height: 0 }];
  const needed = (minute) => {
    const daily = ((1 - Math.cos((2 * Math.PI * (minute + phase)) / DAY)) / 2) ** 1.5;
    const week = Math.floor(minute / DAY) % 7 < 5 ? 1 : weekend;
    noise = keeps * noise + Math.sqrt(1 - keeps ** 2) * normal(random);
    if (minute >= burstAt) {
      const length = logBetween(random, 15, 180);
      burst = { begins: minute, ends: minute + length, height: between(random, 0.1, 0.5) };
      burstAt = burst.ends + exponential(random, 4 * DAY);
    }
    const rise =
      minute < burst.ends ? Math.min(1, (minute - burst.begins) / 15, (burst.ends - minute) / 15) : 0;
    const mean = level * (1 + growth) ** (minute / DAY) * (0.3 + 0.7 * daily * week);
    const usual = mean * (1 + spread * noise);
    return { usual, all: Math.round(usual * (1 + rise * burst.height)) };
  };
  return { level, needed };
}

/** Runs a pool. @returns its warnings `{kind, began, until, outcome, at}`, and its shortages `{announced, lead, isGrown}` */
export async function watchedPool(random, days) {
  const { level, needed } = demand(random);
  let usable = Math.ceil(level * between(random, 1.05, 1.6));
  let [more, deployed] = [Infinity, exponential(random, 7 * DAY)];
  const history = new PoolForecast();
  const [warnings, steps] = [[], []];
  let open;
  for (let minute = 0; minute < days * DAY; minute += STEP) {
    if (minute >= more) [usable, more] = [Math.ceil(usable * 1.25), Infinity];
    // Workers restart one after the other.
    if (minute > deployed + 40) deployed = minute + exponential(random, 7 * DAY);
    const there = minute >= deployed ? Math.floor(usable * 0.92) : usable;
    const figures = Array.from({ length: STEP }, (_, at) => needed(minute + at));
    const counts = [figures[0], figures[2]].map(({ all }) => Math.min(all, there));
    const used = (counts[0] + counts[1]) / 2;
    const isFull = figures.some(({ all }) => all > there) || Math.max(...counts) >= there;
    // Neither a burst nor a deployment is the reason.
    const isGrown = figures.some(({ usual }) => usual >= usable);
    if (isFull && more === Infinity) more = minute + logBetween(random, 60, 12 * 60);
    steps.push({ at: minute, usable: there, isFull, isGrown });
    await history.observeSteps([
      { step: minute / STEP, used, peak: Math.max(...counts), unmet: 0, samples: 2 },
    ]);
    const now = minute + STEP;
    const { forecast } = forecastOf(history, {
      ...HORIZON,
      now: new Date(now * 60_000),
      usable: there,
      used: counts[1],
    });
    const sign = capacitySign({
      now: { used: counts[1], usable: there },
      forecast,
      generatedAt: new Date(now * 60_000).toISOString(),
    });
    if (sign !== undefined && open === undefined) {
      open = { kind: 'capacity', began: now, until: now + sign.judgedIn, usable: there };
      warnings.push(open);
    }
    if (open !== undefined && sign !== undefined) open.seen = now;
    if (open !== undefined && now - open.seen >= GONE_MINUTES) open = undefined;
  }
  for (const warning of warnings) judge(warning, steps, days * DAY);
  const scored = ({ began }) => began >= LEARNING_DAYS * DAY;
  return { warnings: warnings.filter(scored), shortages: shortagesOf(steps, warnings) };
}

/** As judge-pool-warnings.sql does. */
function judge(warning, steps, end) {
  const { began, until, usable } = warning;
  const first = steps.find(
    (step) => step.at > began && step.at <= until && (step.isFull || step.usable > 1.02 * usable),
  );
  if (first !== undefined) Object.assign(warning, { outcome: first.isFull ? 'right' : 'void', at: first.at });
  else if (until < end) warning.outcome = 'wrong';
}

function shortagesOf(steps, warnings) {
  const shortages = [];
  let last = -Infinity;
  for (const { at, isFull, isGrown } of steps) {
    if (!isFull) continue;
    if (at - last > SAME_MINUTES && at >= LEARNING_DAYS * DAY) {
      const hit = warnings.find(({ began, until }) => began < at && began > last && until >= at);
      shortages.push({ announced: hit !== undefined, lead: hit && at - hit.began, isGrown });
    }
    last = at;
  }
  return shortages;
}
