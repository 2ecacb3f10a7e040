// Warnings on simulated workers: how many breakages they announce, how many of them come true, and how long before.
//
//   npm run build && node bench/warnings.mjs [workers] [hours] [seed]        default: 2000, 24, 101
//
// The rules were chosen with the seeds 1 to 5; published figures are of seeds from 101.
import { pathToFileURL } from 'node:url';
import { errorSlope } from '../dist/foresight/warnings/signs/errors.js';
import { growingLateness } from '../dist/foresight/warnings/signs/lateness.js';
import { randomOf } from './detectors/random.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { crashing, HABIT_NAMES, healthy, lagging, leaking } from './warnings/figures.mjs';
import { ERROR_HABITS, failing, late, LATENESS_HABITS } from './warnings/growing.mjs';
import { watchedPool } from './warnings/pools.mjs';
import { sweepsWithWarnings } from './warnings/sweeps.mjs';
import { watched } from './warnings/watch.mjs';

/** Of 100 workers: as many leak, crash again and again, or lag more and more; the others stay well. */
const SHARES = { leak: 4, crash: 4, lag: 4 };

function workerOf(index, hours, seed) {
  const random = randomOf(seed, index);
  const place = index % 100;
  const begins = (2 + random() * (hours - 8)) * 60;
  if (place < SHARES.leak) return ['leak', leaking(random)];
  if (place < SHARES.leak + SHARES.crash) return ['crash', crashing(random, begins)];
  if (place < SHARES.leak + SHARES.crash + SHARES.lag) return ['lag', lagging(random, begins)];
  return ['well', healthy(random, HABIT_NAMES[index % HABIT_NAMES.length])];
}

const KINDS_OF = {
  leak: ['memory-trend', 'memory-high'],
  crash: ['crash-loop'],
  lag: ['event-loop-lag'],
  lateness: ['lateness'],
  errors: ['errors'],
};

/** @returns whether each breakage was announced, for those that had time to be: `{announced, lead}` */
function incidentsOf(habit, { warnings, broke, crashes }) {
  const fitting = warnings.filter(({ kind }) => KINDS_OF[habit].includes(kind));
  if (habit === 'crash') {
    // One incident a loop: it is announced if the loop went on after the warning.
    const hit = fitting.find(({ began }) => crashes.some((at) => at > began));
    return crashes.length < 5
      ? []
      : [{ announced: hit !== undefined, lead: hit && crashes.at(-1) - hit.began }];
  }
  return broke.map((at, index) => {
    const from = broke[index - 1] ?? -1;
    const hits = fitting.filter(({ began, until }) => began > from && began < at && until >= at);
    return {
      announced: hits.length > 0,
      lead: at - Math.min(...hits.map(({ began }) => began)),
      length: at - from,
    };
  });
}

/** Adds up what became of warnings. */
class Record {
  right = 0;
  wrong = 0;
  kinds = new Map();

  add({ kind, outcome }) {
    if (outcome !== 'right' && outcome !== 'wrong') return;
    this[outcome] += 1;
    const of = this.kinds.get(kind) ?? { right: 0, wrong: 0 };
    this.kinds.set(kind, of);
    of[outcome] += 1;
  }

  get note() {
    return [...this.kinds]
      .map(([kind, { right, wrong }]) => `${kind}: ${right} right, ${wrong} wrong`)
      .join('; ');
  }
}

/** @param incidents by name: `{announced, lead}` of each breakage */
function* scored(title, incidents, record) {
  const all = Object.values(incidents).flat();
  const share = (some) => some.filter(({ announced }) => announced).length / some.length;
  const leadOf = (some) => median(some.filter(({ announced }) => announced).map(({ lead }) => lead));
  const each = (text) =>
    Object.entries(incidents)
      .map(([name, some]) => `${name}: ${text(some)}`)
      .join('; ');
  yield row({
    bench: `${title}: recall`,
    figure: share(all),
    unit: '',
    atLeast: 0.9,
    note: each((some) => `${share(some).toFixed(3)} of ${some.length}`),
  });
  yield row({
    bench: `${title}: precision`,
    figure: record.right / (record.right + record.wrong),
    unit: '',
    atLeast: 0.8,
    note: record.note,
  });
  yield row({
    bench: `${title}: median lead`,
    figure: leadOf(all),
    unit: 'min',
    atLeast: 10,
    note: each((some) => `${leadOf(some)?.toFixed(0)}`),
  });
}

function* breaking({ workers, hours, seed }) {
  const incidents = { leak: [], crash: [], lag: [] };
  const record = new Record();
  let falseOfWell = 0;
  for (let index = 0; index < workers; index += 1) {
    const [habit, figures] = workerOf(index, hours, seed);
    const seen = watched(hours * 60, figures);
    if (habit !== 'well') incidents[habit].push(...incidentsOf(habit, seen));
    for (const warning of seen.warnings) {
      record.add(warning);
      if (warning.outcome === 'wrong' && habit === 'well') falseOfWell += 1;
    }
  }
  const title = `warnings, ${workers} workers, ${hours} h`;
  yield* scored(title, incidents, record);
  const days = (workers * (100 - SHARES.leak - SHARES.crash - SHARES.lag) * hours) / 100 / 24;
  yield row({
    bench: `${title}: wrong warnings about healthy workers`,
    figure: falseOfWell / days,
    unit: 'a worker-day',
  });
}

/** Of 100 workers: as many whose heartbeats come later and later, or whose errors grow. */
const GROWING = 4;
/**
 * What grows, in how many hours, with which habits, and between which hours it begins. The worst lateness of a worker begins at
 * 0: in its first day every pause is its worst, so that warnings count from the second.
 */
const GROWTHS = {
  lateness: {
    hours: 96,
    find: growingLateness,
    habits: LATENESS_HABITS,
    make: late,
    from: 30,
    to: 48,
    learning: 24,
  },
  errors: { hours: 24, find: errorSlope, habits: ERROR_HABITS, make: failing, from: 2, to: 16, learning: 0 },
};

function* growing(kind, workers, seed) {
  const { hours, find, habits, make, from, to, learning } = GROWTHS[kind];
  const incidents = { [kind]: [] };
  const record = new Record();
  for (let index = 0; index < workers; index += 1) {
    const random = randomOf(seed, kind, index);
    const begins = index % 100 < GROWING ? (from + random() * (to - from)) * 60 : Infinity;
    const habit = habits[Math.floor(index / 100 + index) % habits.length];
    const seen = watched(hours * 60, make(random, habit, begins), (trend) => {
      const sign = find(trend);
      return sign === undefined ? [] : [sign];
    });
    incidents[kind].push(...incidentsOf(kind, seen));
    for (const warning of seen.warnings) if (warning.began >= learning * 60) record.add(warning);
  }
  yield* scored(`warnings of ${kind}, ${workers} workers, ${hours} h`, incidents, record);
}

async function* runningOut(pools, days, seed) {
  const incidents = { growth: [], sudden: [] };
  const record = new Record();
  for (let index = 0; index < pools; index += 1) {
    const { warnings: given, shortages } = await watchedPool(randomOf(seed, 'pool', index), days);
    for (const shortage of shortages) incidents[shortage.isGrown ? 'growth' : 'sudden'].push(shortage);
    for (const warning of given) record.add(warning);
  }
  yield* scored(`warnings of capacity, ${pools} pools, ${days} days`, incidents, record);
}

/** @param fleet number of workers of which sweeps are measured; 0: none */
export async function* warnings({ workers = 2000, hours = 24, seed = 101, pools = 40, fleet = 0 } = {}) {
  if (fleet > 0) yield* sweepsWithWarnings(fleet);
  yield* breaking({ workers, hours, seed });
  yield* growing('lateness', workers, seed);
  yield* growing('errors', workers, seed);
  yield* runningOut(pools, 28, seed);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [workers, hours, seed] = process.argv.slice(2).map(Number);
  await runAlone('warnings', warnings({ workers, hours, seed }));
}
