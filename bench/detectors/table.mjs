// Writes the tables of docs/notes/detection.md, each between its two marks.
//
//   node bench/detectors/table.mjs        about two minutes
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { detectors, ladders, mistakes, seedsOf, variants } from './simulation.mjs';

const PAGE = join(import.meta.dirname, '../../docs/notes/detection.md');
const options = { seeds: seedsOf(8) };

const seconds = (value) => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const rate = (value) => (value > 0 && value < 1 ? value.toFixed(2) : value.toFixed(0));
const range = (values) => {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(0));
  return least === most ? least : `${least}–${most}`;
};
const tableOf = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((each) => `| ${each.join(' | ')} |`).join('\n');

const times = ({ mean, p99 }) => `${seconds(mean)} / ${seconds(p99)}`;

const rules = tableOf(
  ['rule', 'steady workers: mean / p99 s', 'all workers: mean / p99 s', 'mistakes a worker-year (each seed)'],
  detectors(options).map(({ name, kinds, seeds, mistakesAYear, ...all }) => [
    name,
    times(kinds.steady),
    times(all),
    `${rate(mistakesAYear)} (${range(seeds.map((each) => each.mistakesAYear))})`,
  ]),
);
const rungs = tableOf(
  ['verdict', 'heartbeats a minute', 'mean / p99 s to detect', 'mistakes a worker-year'],
  ladders(options).map(({ name, beatsAMinute, mistakesAYear, ...all }) => [
    name,
    beatsAMinute.toFixed(1),
    times(all),
    rate(mistakesAYear),
  ]),
);
const others = tableOf(
  [
    'our rule with',
    'steady: mean / p99 s',
    'a pause an hour: mean / p99 s',
    'a pause every 10 min: mean / p99 s',
    'mistakes a worker-year',
  ],
  variants(options).map(({ name, kinds, mistakesAYear }) => [
    name,
    times(kinds.steady),
    times(kinds.hourly),
    times(kinds.frequent),
    rate(mistakesAYear),
  ]),
);
const long = mistakes();
const living = tableOf(
  ['verdict', `live workers in ${(long.hours / 1e6).toFixed(0)} million worker-hours`],
  long.rules.map(({ name, mistakes: count }) => [name, count.toLocaleString('en')]),
);

let page = await readFile(PAGE, 'utf8');
for (const [mark, table] of Object.entries({ rules, rungs, variants: others, living })) {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- end of ${mark} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`No marks of ${mark} in ${PAGE}`);
  page = `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`;
}
await writeFile(PAGE, await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
process.stdout.write(`The longest silence of a live worker was ${long.longest.toFixed(0)} s.\n`);
