import { readFile } from 'node:fs/promises';

const COLUMNS = [
  ['fault', 'fault'],
  ['times', 'times injected'],
  ['requests', 'requests meanwhile'],
  ['refused', 'of these 503'],
  ['unanswered', 'unanswered'],
  ['oldWriters', 'old writers refused'],
  ['lost', 'lost'],
  ['wronglyFailed', 'wrongly failed'],
  ['otherBreaches', 'other breaches'],
  ['recovery', 'recovery s: median, longest'],
];

const PAIRS = 'two of these at once';

/** Reads the results that schedules have left in files, one JSON object per line; a missing file has none. */
export async function readResults(files) {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

/** Whether a schedule has been completed with a seed, or cannot be run here. */
export function isDone(results, schedule, seed) {
  return results
    .filter((line) => line.schedule === schedule && line.seed === seed)
    .some(
      ({ seconds, brokeOff, leftOut }) =>
        leftOut !== undefined || (seconds !== undefined && brokeOff === undefined),
    );
}

/** Summarises runs: the table, how long each schedule took, and what went wrong. */
export function summaryOf(results) {
  const outcomes = results.filter(({ fault }) => fault !== undefined);
  const ends = results.filter(({ seconds }) => seconds !== undefined);
  const schedules = [...new Set(results.map(({ schedule }) => schedule))];
  return {
    schedules,
    seeds: [...new Set(results.map(({ seed }) => seed))].sort((a, b) => a - b),
    seconds: Object.fromEntries(
      schedules.map((name) => [
        name,
        ends.filter(({ schedule }) => schedule === name).map(({ seconds }) => seconds),
      ]),
    ),
    rows: tableOf(outcomes.filter(({ figures }) => figures === undefined)),
    lives: outcomes.flatMap(({ seed, figures }) => (figures === undefined ? [] : [{ seed, ...figures }])),
    breaches: outcomes.flatMap(({ schedule, seed, fault, breaches }) =>
      breaches.map(({ promise, what }) => `${schedule}, seed ${seed}: ${fault}: ${promise}: ${what}`),
    ),
    leftOut: results
      .filter(({ leftOut }) => leftOut !== undefined)
      .map(({ schedule, seed, leftOut }) => `${schedule}, seed ${seed}: ${leftOut}`),
    brokeOff: ends
      .filter(({ brokeOff }) => brokeOff !== undefined)
      .map(({ schedule, seed, brokeOff }) => `${schedule}, seed ${seed}: ${brokeOff}`),
  };
}

/** One row per fault, and a last one for all pairs. */
function tableOf(outcomes) {
  const isPair = ({ fault }) => fault.includes(' + ');
  const groups = new Map();
  for (const outcome of outcomes.filter((each) => !isPair(each)))
    groups.set(outcome.fault, [...(groups.get(outcome.fault) ?? []), outcome]);
  if (outcomes.some(isPair)) groups.set(PAIRS, outcomes.filter(isPair));
  return [...groups].map(([fault, those]) => {
    const sum = (value) => those.reduce((total, each) => total + value(each), 0);
    const breaches = (...promises) =>
      sum((each) => each.breaches.filter(({ promise }) => promises.includes(promise)).length);
    const times = those.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
    const seconds = (ms) => (ms / 1000).toFixed(1);
    return {
      fault,
      times: those.length,
      requests: sum(({ requests }) => requests),
      refused: sum(({ refused }) => refused),
      unanswered: sum(({ unanswered }) => unanswered),
      oldWriters: sum(({ oldWriters = 0 }) => oldWriters),
      lost: breaches('kept'),
      wronglyFailed: breaches('blameless'),
      otherBreaches: sum(({ breaches }) => breaches.length) - breaches('kept', 'blameless'),
      recovery: `${seconds(times[Math.floor(times.length / 2)])}, ${seconds(times.at(-1))}`,
    };
  });
}

/** As Markdown, for docs/notes/faults.md. */
export function toldSummary({ schedules, seeds, seconds, rows, lives, breaches, leftOut, brokeOff }) {
  const times = schedules.map((name) => `${name} ${seconds[name].join('/') || '-'} s`);
  const told = [
    `Seeds ${seeds.join(', ')}; ${times.join(', ')}`,
    '',
    ...markdown(
      COLUMNS.map(([, title]) => title),
      rows.map((row) => COLUMNS.map(([key]) => row[key])),
    ),
  ];
  for (const life of lives) told.push('', ...lifeTable(life));
  for (const [title, lines] of [
    ['Breaches', breaches],
    ['Left out', leftOut],
    ['Broke off', brokeOff],
  ])
    if (lines.length > 0) told.push('', `${title}:`, ...lines.map((line) => `- ${line}`));
  return `${told.join('\n')}\n`;
}

/** Means over the thirds of a long life. */
function lifeTable({ seed, seconds, steps, memoryMib, openFiles, rows }) {
  const lines = (of, unit) =>
    Object.entries(of).map(([name, { first, second, last, most }]) => [
      `${unit} ${name}`,
      first,
      second,
      last,
      most,
    ]);
  return [
    `${steps} steps in ${seconds} s (seed ${seed}):`,
    '',
    ...markdown(
      ['means', 'first third', 'second third', 'last third', 'maximum'],
      [...lines(memoryMib, 'MiB of'), ...lines(openFiles, 'open files of'), ...lines(rows, 'rows of')],
    ),
  ];
}

/** A line of a table. */
export const row = (cells) => `| ${cells.join(' | ')} |`;

/** The lines of a table. */
export function markdown(titles, rows) {
  return [row(titles), row(titles.map((title) => '-'.repeat(title.length))), ...rows.map(row)];
}
