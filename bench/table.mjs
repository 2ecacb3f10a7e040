// Writes the rows of the last full run into docs/notes/performance.md, between its two marks.
//
//   npm run bench -- --full && node bench/table.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { rounded } from './support/report.mjs';

const PAGE = join(import.meta.dirname, '../docs/notes/performance.md');
const [BEGIN, END] = ['<!-- table -->', '<!-- end of table -->'];

const { machine, at, rows } = JSON.parse(
  await readFile(join(import.meta.dirname, 'results/full.json'), 'utf8'),
);
const byFigure = new Map();
for (const { bench, figure, unit, ...compared } of rows) {
  const cells = [bench, figure === undefined ? '' : `${rounded(figure)} ${unit}`].join(' | ');
  byFigure.set(cells, [...(byFigure.get(cells) ?? []), judgement(compared)]);
}
const lines = [
  '| bench | figure | goals |',
  '| --- | --- | --- |',
  ...[...byFigure].map(([cells, each]) => `| ${cells} | ${each.join('; ')} |`),
];
const about =
  `\`npm run bench -- --full\`, one run of ${at.slice(0, 10)}: ${machine.cores} cores (${machine.cpu}), ` +
  `${machine.memoryGib} GiB, Node ${machine.node}, the embedded PostgreSQL with \`fsync\` on.`;

const page = await readFile(PAGE, 'utf8');
const [before, rest] = [page.slice(0, page.indexOf(BEGIN)), page.slice(page.indexOf(BEGIN) + BEGIN.length)];
const after = rest.includes(END) ? rest.slice(rest.indexOf(END) + END.length) : rest;
const text = `${before}${BEGIN}\n\n${about}\n\n${lines.join('\n')}\n\n${END}${after}`;
await writeFile(PAGE, await format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));

/** Returns what a figure is compared with, and its goal. For example "0.84 × a plain service (16,914): **missed** 1.8". */
function judgement({ against, reference, ratio, goal, met }) {
  const compared =
    reference === undefined
      ? (against ?? '')
      : `${ratio === undefined ? '' : `${ratio.toFixed(2)} × `}${against} (${rounded(reference)})`;
  const judged = goal === undefined ? '' : `${met ? 'met' : '**missed**'} ${goal.toLocaleString('en')}`;
  return [compared, judged].filter((part) => part !== '').join(': ');
}
