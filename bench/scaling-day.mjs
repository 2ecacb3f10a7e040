// A day of a simulated fleet with growth and a spike: how many workers `wanted` asks for, beside the rule of Kubernetes'
// HorizontalPodAutoscaler at as many worker-hours.
//
//   npm run build && node bench/scaling-day.mjs [days]        default: 3 days, of which each is another one
import { pathToFileURL } from 'node:url';
import { chooseLeaving } from '../dist/foresight/leaving.js';
import { forecastOf } from '../dist/foresight/outlook.js';
import { PoolForecast } from '../dist/foresight/pool-forecast.js';
import { wantedOf } from '../dist/foresight/wanted.js';
import { exponential, randomOf } from './detectors/random.mjs';
import { Fleet, SLOTS, START_MINUTES } from './scaling/fleet.mjs';
import { row, runAlone } from './support/report.mjs';

const DAY = 1440;
const STEP = 5;
const HISTORY_DAYS = 14;
const JOB_MINUTES = 10;
const HORIZON_MINUTES = 10;
/** As the autoscaler of Kubernetes: it scales in to the highest of its answers of the last five minutes. */
const SETTLED_MINUTES = 5;
const TOLERANCE = 0.1;
/** 1 January 1970, so that steps are numbered from 0. */
const timeOf = (minute) => new Date(minute * 60_000);

/** Jobs a minute: quiet nights, busy days, a growth of 2 % a day, and on the last day a spike that no day before had. */
function rateAt(minute) {
  const [day, at] = [Math.floor(minute / DAY), minute % DAY];
  const daily = 22 - 16 * Math.cos((2 * Math.PI * (at - 180)) / DAY) + (at > 530 && at < 720 ? 10 : 0);
  const since = at - 930;
  const spike =
    day === HISTORY_DAYS && since > 0 && since < 60 ? 1 + Math.min(since / 20, 1, (60 - since) / 20) : 1;
  return daily * 1.02 ** day * spike;
}

function arrivalsOf(seed) {
  const random = randomOf('scaling-day', seed);
  return Array.from({ length: (HISTORY_DAYS + 1) * DAY }, (_, minute) => {
    const jobs = [];
    for (
      let at = exponential(random, 1 / rateAt(minute));
      at < 1;
      at += exponential(random, 1 / rateAt(minute))
    )
      jobs.push(exponential(random, JOB_MINUTES));
    return jobs;
  });
}

/** The used slots of the days before, of which none was short. */
function historyOf(arrivals) {
  const used = Array.from({ length: HISTORY_DAYS * DAY }, () => 0);
  for (const [minute, jobs] of arrivals.slice(0, used.length).entries())
    for (const length of jobs)
      for (let at = minute; at < Math.min(used.length, minute + length); at += 1) used[at] += 1;
  return Array.from({ length: used.length / STEP }, (_, step) =>
    stepOf(step, used.slice(step * STEP, (step + 1) * STEP)),
  );
}

const stepOf = (step, used) => ({
  step,
  used: used.reduce((sum, each) => sum + each, 0) / used.length,
  peak: Math.max(...used),
  unmet: 0,
  samples: used.length,
});

/** Runs the last day; `decide` returns how many workers there should be. */
async function dayOf(arrivals, decide, takeAway) {
  const begins = HISTORY_DAYS * DAY;
  const fleet = new Fleet(Math.ceil((rateAt(begins) * JOB_MINUTES * 1.3) / SLOTS));
  const answers = [];
  for (let minute = begins; minute < begins + DAY; minute += 1) {
    fleet.pass(minute, arrivals[minute]);
    answers.push(await decide(fleet, minute));
    const there = fleet.workers.length + fleet.starting;
    const wished = Math.max(1, answers.at(-1));
    const settled = Math.max(...answers.slice(-SETTLED_MINUTES));
    if (wished > there) fleet.start(wished - there, minute);
    else if (settled < there) takeAway(fleet, there - settled, minute);
  }
  return { short: fleet.minutesShort, hours: fleet.workerMinutes / 60, killed: fleet.killed };
}

/** What `wanted` of GET /capacity asks for, and `leave`. */
async function ours(arrivals) {
  const history = new PoolForecast();
  await history.observeSteps(historyOf(arrivals));
  const pool = {
    name: '',
    tags: [],
    terms: [],
    minWorkers: 1,
    minutesToStart: START_MINUTES,
    sparePercent: 10,
    slotsPerWorker: SLOTS,
  };
  let seen = [];
  const decide = async (fleet, minute) => {
    const { used, workers, waiting, starting, draining } = fleet;
    seen.push(used);
    if (seen.length === STEP) {
      await history.observeSteps([stepOf(Math.floor(minute / STEP), seen)]);
      seen = [];
    }
    const usable = workers.length * SLOTS;
    const now = timeOf(minute + 1);
    const situation = { now, horizonMinutes: HORIZON_MINUTES, startMinutes: START_MINUTES, usable, used };
    const { peak } = forecastOf(history, situation);
    const demand = {
      ...peak,
      workers: workers.length,
      usable,
      expected: starting,
      draining,
      refused: waiting,
    };
    return wantedOf(pool, demand).workers;
  };
  const takeAway = (fleet, count, minute) => {
    const rows = fleet.workers.map(({ id, jobs, idleSince }) => ({
      worker_id: id,
      version: null,
      zone: null,
      usable_slots: SLOTS,
      jobs: jobs.length,
      pools: [],
      idle_since: jobs.length === 0 ? timeOf(idleSince) : null,
    }));
    const left = count - fleet.cancel(count);
    const leaving = chooseLeaving(rows, new Map([['', rows.length]]), left, timeOf(minute));
    fleet.drain(leaving.map(({ workerId }) => workerId));
  };
  return dayOf(arrivals, decide, takeAway);
}

/**
 * The rule of the HorizontalPodAutoscaler on the share of used slots: pods that start count as unused, and jobs that wait use
 * none.
 */
function kubernetes(arrivals, target) {
  const decide = async ({ used, workers, starting }) => {
    const there = workers.length + starting;
    const ratio = used / (there * SLOTS) / target;
    return Math.abs(ratio - 1) <= TOLERANCE ? there : Math.ceil(there * ratio);
  };
  const takeAway = (fleet, count) => fleet.kill(count - fleet.cancel(count));
  return dayOf(arrivals, decide, takeAway);
}

/** Finds the target at which Kubernetes' rule needs as many worker-hours. */
async function kubernetesWith(arrivals, hours) {
  let [low, high] = [0.3, 1.2];
  let best;
  for (let round = 0; round < 14; round += 1) {
    const target = (low + high) / 2;
    const day = { ...(await kubernetes(arrivals, target)), target };
    if (best === undefined || Math.abs(day.hours - hours) < Math.abs(best.hours - hours)) best = day;
    if (day.hours > hours) low = target;
    else high = target;
  }
  return best;
}

export async function* scalingDay({ days = 3 } = {}) {
  const [mine, theirs] = [[], []];
  for (let seed = 1; seed <= days; seed += 1) {
    const arrivals = arrivalsOf(seed);
    mine.push(await ours(arrivals));
    theirs.push(await kubernetesWith(arrivals, mine.at(-1).hours));
  }
  const sum = (some, name) => some.reduce((total, each) => total + each[name], 0);
  yield row({
    bench: `scaling, ${days} days: minutes in which jobs wait`,
    figure: sum(mine, 'short'),
    unit: 'min',
    against: 'HorizontalPodAutoscaler',
    reference: sum(theirs, 'short'),
    atMost: 0.5,
    note: `${sum(mine, 'hours').toFixed(0)} and ${sum(theirs, 'hours').toFixed(0)} worker-hours; its target ${theirs.map(({ target }) => `${(100 * target).toFixed(0)} %`).join(', ')}`,
  });
  yield row({
    bench: `scaling, ${days} days: jobs killed when workers are taken away`,
    figure: sum(mine, 'killed'),
    unit: 'jobs',
    atMost: 0,
    note: `HorizontalPodAutoscaler: ${sum(theirs, 'killed')}`,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await runAlone('scaling-day', scalingDay({ days: Number(process.argv[2] ?? 3) }));
