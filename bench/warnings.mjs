// Warnings on simulated workers: how many breakages they announce, how many of them come true, and how long before.
//
//   npm run build && node bench/warnings.mjs [workers] [hours] [seed]        default: 2000, 24, 1
import { pathToFileURL } from 'node:url';
import { randomOf } from './detectors/random.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { crashing, HABIT_NAMES, healthy, lagging, leaking } from './warnings/figures.mjs';
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

/** @param fleet number of workers of which sweeps are measured; 0: none */
export async function* warnings({ workers = 2000, hours = 24, seed = 1, fleet = 0 } = {}) {
  if (fleet > 0) yield* sweepsWithWarnings(fleet);
  const incidents = { leak: [], crash: [], lag: [] };
  const given = new Map();
  let falseOfWell = 0;
  for (let index = 0; index < workers; index += 1) {
    const [habit, figures] = workerOf(index, hours, seed);
    const seen = watched(hours * 60, figures);
    if (habit !== 'well') incidents[habit].push(...incidentsOf(habit, seen));
    for (const { kind, outcome, began, at } of seen.warnings) {
      const record = given.get(kind) ?? { right: 0, wrong: 0, leads: [] };
      given.set(kind, record);
      if (outcome === 'right') record.leads.push(at - began);
      if (outcome !== undefined) record[outcome] += 1;
      if (outcome === 'wrong' && habit === 'well') falseOfWell += 1;
    }
  }
  const all = Object.values(incidents).flat();
  const share = (some) => some.filter(({ announced }) => announced).length / some.length;
  const records = [...given.values()];
  const right = records.reduce((sum, record) => sum + record.right, 0);
  const wrong = records.reduce((sum, record) => sum + record.wrong, 0);
  const bench = (what) => `warnings, ${workers} workers, ${hours} h: ${what}`;
  yield row({
    bench: bench('recall'),
    figure: share(all),
    unit: '',
    atLeast: 0.9,
    note: Object.entries(incidents)
      .map(([name, some]) => `${name}: ${share(some).toFixed(3)} of ${some.length}`)
      .join('; '),
  });
  yield row({
    bench: bench('precision'),
    figure: right / (right + wrong),
    unit: '',
    atLeast: 0.8,
    note: [...given]
      .map(([kind, record]) => `${kind}: ${record.right} right, ${record.wrong} wrong`)
      .join('; '),
  });
  const leads = all.filter(({ announced }) => announced).map(({ lead }) => lead);
  yield row({
    bench: bench('median lead'),
    figure: median(leads),
    unit: 'min',
    atLeast: 10,
    note: Object.entries(incidents)
      .map(
        ([name, some]) =>
          `${name}: ${median(some.filter(({ announced }) => announced).map(({ lead }) => lead)).toFixed(0)}`,
      )
      .join('; '),
  });
  const days = (workers * (100 - SHARES.leak - SHARES.crash - SHARES.lag) * hours) / 100 / 24;
  yield row({
    bench: bench('wrong warnings about healthy workers'),
    figure: falseOfWell / days,
    unit: 'a worker-day',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [workers, hours, seed] = process.argv.slice(2).map(Number);
  await runAlone('warnings', warnings({ workers, hours, seed }));
}
