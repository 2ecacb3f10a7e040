// Tables for people, JSON for programs.
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const RESULTS = join(import.meta.dirname, '../results');

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
export const say = (line = '') => process.stdout.write(`${line}\n`);
export const rounded = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));

export const machine = () => ({
  cpu: cpus()[0].model,
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

/**
 * One row of the results: a figure, its reference in the same run, and the goal. `atLeast` or `atMost` say which side
 * of the goal is good.
 */
export function row({ bench, figure, unit, against, reference, ratio, atLeast, atMost, note = '' }) {
  const of = ratio ?? (reference === undefined ? undefined : figure / reference);
  const judged = of ?? figure;
  const met = atLeast !== undefined ? judged >= atLeast : atMost !== undefined ? judged <= atMost : null;
  return { bench, figure, unit, against, reference, ratio: of, goal: atLeast ?? atMost, met, note };
}

export function printRows(rows) {
  const cells = rows.map(({ bench, figure, unit, against, reference, ratio, goal, met, note }) => [
    bench,
    figure === undefined ? '' : `${rounded(figure)} ${unit}`,
    reference === undefined ? (against ?? '') : `${rounded(reference)} (${against})`,
    ratio === undefined ? '' : ratio.toFixed(2),
    goal === undefined ? '' : `${met ? 'met' : 'missed'} (${goal})`,
    note,
  ]);
  const head = ['bench', 'figure', 'compared with', 'ratio', 'goal', 'note'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((each) => each[column].length)),
  );
  for (const each of [head, ...cells])
    say(
      each
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

/** Runs a single bench: prints its rows as a table, and saves them. */
export async function runAlone(name, bench) {
  const rows = [];
  for await (const each of bench) rows.push(each);
  say();
  printRows(rows);
  await keep(name, rows);
}

/** A failed bench as a row: the results of other benches are kept. */
export const brokenRow = (bench, error) => ({
  bench,
  met: false,
  note: `failed: ${String(error?.message ?? error).slice(0, 300)}`,
});

export async function keep(name, rows) {
  await mkdir(RESULTS, { recursive: true });
  const file = join(RESULTS, `${name}.json`);
  await writeFile(
    file,
    `${JSON.stringify({ machine: machine(), at: new Date().toISOString(), rows }, null, 2)}\n`,
  );
}
