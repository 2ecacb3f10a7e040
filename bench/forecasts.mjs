// Forecasts beside simpler rules, on public series: what the interval of 95 % costs, how often it holds, and what a
// forecast costs.
//
//   npm run build && node bench/forecasts.mjs
//   FORECAST_DATA=<folder> npm run bench -- forecasts      also the hourly series of M4, from <folder>/m4
import { pathToFileURL } from 'node:url';
import { Forecaster } from '../dist/foresight/forecasting/forecaster.js';
import { STEP_MINUTES } from '../dist/foresight/forecasting/ladder.js';
import { pinball } from '../dist/foresight/forecasting/pinball.js';
import { forecastOf } from '../dist/foresight/outlook.js';
import { PoolForecast } from '../dist/foresight/pool-forecast.js';
import { augursForecast, filled } from './forecasts/augurs.mjs';
import { ours, seasonalConformal, seasonalNaive } from './forecasts/rules.mjs';
import { m4Series, nabSeries } from './forecasts/series.mjs';
import { row, runAlone } from './support/report.mjs';

const AHEAD_SECONDS = 1800;
const M4_HOURS = 48;
/** Windows of the training part, before the one to forecast, in which intervals are looked at too. */
const M4_EARLIER = 7;
const POOLS = 50;
const STEP_MS = STEP_MINUTES * 60_000;

const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;
/** Of a mean, as if the values were independent. */
const standardError = (values) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) / values.length);
};
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** Scores rules on the second half of a series: parameters were chosen on the first halves. */
function score(series, rules, steps) {
  const { values } = series;
  const scores = rules.map(() => ({ loss: 0, covered: 0, count: 0 }));
  const given = rules.map(() => new Float64Array(values.length).fill(NaN));
  for (const [at, value] of values.entries()) {
    if (at >= values.length / 2 && !Number.isNaN(value) && given.every((each) => !Number.isNaN(each[at])))
      for (const [rule, sum] of scores.entries()) {
        const upper = given[rule][at];
        sum.loss += pinball(value - upper, 0.95);
        sum.covered += value <= upper ? 1 : 0;
        sum.count += 1;
      }
    for (const [rule, { observe, upper }] of rules.entries()) {
      observe(value);
      if (at + steps < values.length) given[rule][at + steps] = upper();
    }
  }
  return { scores, given };
}

function* nab(all) {
  const bench = (what) => `NAB, ${all.length} series, 30 minutes ahead: ${what}`;
  const [usual, strict, covered, week] = [[], [], [], []];
  for (const series of all) {
    const steps = Math.round(AHEAD_SECONDS / series.step);
    const rules = [
      ours(series, steps),
      seasonalNaive(series, steps),
      seasonalConformal(series, series.day, steps),
    ];
    const [mine, naive, conformal] = score(series, rules, steps).scores;
    usual.push(mine.loss / naive.loss);
    strict.push(mine.loss / conformal.loss);
    covered.push({ name: series.name, share: mine.covered / mine.count });
    const lastWeek = [ours(series, steps), seasonalConformal(series, series.week, steps)];
    const [again, ago] = score(series, lastWeek, steps).scores;
    week.push(again.loss / ago.loss);
  }
  const each = (ratios) => `of each: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`;
  const against = (rule) => `pinball loss of the 95 % quantile, ${rule}`;
  yield row({
    bench: bench(against('of seasonal naive')),
    figure: mean(usual),
    unit: '',
    atMost: 0.65,
    note: `second halves; ${each(usual)}`,
  });
  yield row({
    bench: bench(against('of seasonal naive with intervals like ours')),
    figure: mean(strict),
    unit: '',
    note: each(strict),
  });
  yield row({
    bench: bench(against('of last week at this time with intervals like ours')),
    figure: mean(week),
    unit: '',
    note: each(week),
  });
  const shares = covered.map(({ share }) => 100 * share);
  yield row({
    bench: bench('coverage farthest from 95 %'),
    figure: Math.max(...shares.map((share) => Math.abs(share - 95))),
    unit: 'points',
    atMost: 2,
    note: `mean ${mean(shares).toFixed(1)} %; of each: ${shares.map((share) => share.toFixed(1)).join(', ')}`,
  });
}

/** Augurs is fitted afresh at each origin, which takes a fifth of a second or more: a few origins only, the same for both. */
function* nabAugurs(all, origins) {
  const ratios = [];
  let [covered, count, spent] = [0, 0, 0];
  for (const series of all) {
    const steps = Math.round(AHEAD_SECONDS / series.step);
    const { given } = score(series, [ours(series, steps)], steps);
    const half = Math.ceil(series.values.length / 2);
    const [mine, theirs] = [[], []];
    for (let each = 0; each < origins; each += 1) {
      const origin = half + Math.floor((each * (half - steps - 1)) / origins);
      const value = series.values[origin + steps];
      const past = filled(series.values.slice(Math.max(0, origin + 1 - 2 * series.week), origin + 1));
      const began = performance.now();
      const upper = augursForecast(past, [series.day], steps, 0.9)?.upper[steps - 1];
      spent += performance.now() - began;
      if (Number.isNaN(value) || upper === undefined) continue;
      theirs.push(pinball(value - upper, 0.95));
      mine.push(pinball(value - given[0][origin + steps], 0.95));
      covered += value <= upper ? 1 : 0;
      count += 1;
    }
    ratios.push(mean(mine) / mean(theirs));
  }
  yield row({
    bench: `NAB, 30 minutes ahead: pinball loss of the 95 % quantile, of augurs alone`,
    figure: mean(ratios),
    unit: '',
    note: `${count} origins; its interval covers ${percent(covered / count)}; ${(spent / count).toFixed(0)} ms a fit`,
  });
}

const absolute = (values, points) => mean(values.map((value, at) => Math.abs(value - points[at])));

function* m4(all) {
  const errors = { ours: [], naive: [], week: [], augurs: [] };
  const covered = { ours: [], augurs: [] };
  const earlier = Array.from({ length: M4_EARLIER }, () => []);
  const ahead = Array.from({ length: M4_HOURS }, (_, at) => at + 1);
  const inside = (future, lower, upper) =>
    mean(future.map((value, at) => (value >= lower[at] && value <= upper[at] ? 1 : 0)));
  for (const { values, future } of all) {
    const scale = mean(values.slice(24).map((value, at) => Math.abs(value - values[at])));
    const forecaster = new Forecaster({ day: 24, week: 168 }, ahead);
    const quantile = (p) => ahead.map((hours) => forecaster.quantile(hours, p));
    const covers = (hours) => inside(hours, quantile(0.025), quantile(0.975));
    for (const [at, value] of values.entries()) {
      forecaster.observe(value);
      const windows = (values.length - 1 - at) / M4_HOURS;
      earlier[windows - 1]?.push(covers(values.slice(at + 1, at + 1 + M4_HOURS)));
    }
    const ago = (season) => ahead.map((hours) => values.at(((hours - 1) % season) - season));
    errors.ours.push(absolute(future, quantile(0.5)) / scale);
    errors.naive.push(absolute(future, ago(24)) / scale);
    errors.week.push(absolute(future, ago(168)) / scale);
    covered.ours.push(covers(future));
    const augurs = augursForecast(values, [24, 168], M4_HOURS, 0.95);
    if (augurs === undefined) continue;
    errors.augurs.push(absolute(future, augurs.points) / scale);
    covered.augurs.push(inside(future, augurs.lower, augurs.upper));
  }
  const bench = (what) => `M4 hourly, ${all.length} series, 48 hours: ${what}`;
  yield row({
    bench: bench('MASE'),
    figure: mean(errors.ours),
    unit: '',
    atMost: 0.95,
    note: `seasonal naive ${mean(errors.naive).toFixed(3)}, last week at this time ${mean(errors.week).toFixed(3)}, augurs alone ${mean(errors.augurs).toFixed(3)}`,
  });
  yield row({
    bench: bench('coverage of 95 % intervals, distance from 95 %'),
    // To a tenth of a point: a quarter of the standard error.
    figure: Number(Math.abs(100 * mean(covered.ours) - 95).toFixed(1)),
    unit: 'points',
    atMost: 1,
    note: `${(100 * mean(covered.ours)).toFixed(2)} %, standard error ${percent(standardError(covered.ours))}; augurs alone ${percent(mean(covered.augurs))}`,
  });
  const shares = earlier.map(mean);
  yield row({
    bench: bench(`coverage in the ${M4_EARLIER} windows of 48 hours before`),
    figure: 100 * mean(shares),
    unit: '%',
    note: `the last one first: ${shares.map((share) => (100 * share).toFixed(1)).join(', ')}`,
  });
}

/** What 50 pools cost each five minutes: one new step, and all that GET /capacity forecasts, which the next answers share. */
async function* cost(all) {
  const { values } = all.find(({ step }) => step === 300);
  const stepAt = (step) => {
    const used = values[step];
    return { step, used, peak: used, unmet: 0, samples: Number.isNaN(used) ? 0 : 1 };
  };
  const [warm, steps] = [2500, 20];
  const known = Array.from({ length: warm }, (_, step) => stepAt(step));
  const histories = Array.from({ length: POOLS }, () => new PoolForecast());
  for (const history of histories) await history.observeSteps(known);
  const before = process.cpuUsage();
  for (let step = warm; step < warm + steps; step += 1)
    for (const history of histories) {
      const next = stepAt(step);
      await history.observeSteps([next]);
      const now = new Date((step + 1) * STEP_MS);
      const { used } = next;
      // They never run out: the whole day is looked at.
      forecastOf(history, { now, used, usable: Infinity, horizonMinutes: 30, startMinutes: 5 });
    }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000 / steps;
  yield row({
    bench: `${POOLS} pools: CPU of a new step and all forecasts every five minutes`,
    figure: (100 * milliseconds) / STEP_MS,
    unit: '% of a core',
    atMost: 1,
    note: `${milliseconds.toFixed(0)} ms for ${POOLS} pools, a day ahead`,
  });
}

/** @param origins origins of each NAB series where augurs is fitted */
export async function* forecasts({ origins = 28 } = {}) {
  const all = await nabSeries();
  yield* cost(all);
  yield* nab(all);
  yield* nabAugurs(all, origins);
  const hourly = await m4Series();
  if (hourly.length > 0) yield* m4(hourly);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runAlone('forecasts', forecasts());
