import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { Styled } from './styled.js';

/** Only spaces around and between the cells, so that ordinary tools can process them. */
const BARE = Object.fromEntries(
  [
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ]
    .flat()
    .map((part) => [part, '']),
);

/** Between two columns. */
const GAP = 2;
/** Minimum width of a truncated column. */
const LEAST_WIDTH = 8;

/**
 * Computes column widths that fit a table to the terminal, since wrapped lines break the table: truncates the widest
 * columns, then drops columns. The first one names the rows, so it keeps up to half of the width.
 * @returns undefined if everything fits; a width of 0 for dropped columns
 */
export function fitting(rows: readonly (readonly string[])[], columns: number): number[] | undefined {
  const [first = 0, ...others] = widthsOf(rows);
  // Nothing follows the last one.
  const room = columns + GAP;
  if (first + sum(others) <= room) return undefined;
  const least = (): number => sum(others.map((width) => Math.min(width, LEAST_WIDTH)));
  const key = Math.min(first, Math.max(Math.floor(room / 2), room - least()));
  while (key + least() > room) {
    // A truncated column is worth less than a whole one.
    const truncated = others.findLastIndex((width) => width > LEAST_WIDTH);
    others[truncated >= 0 ? truncated : others.findLastIndex((width) => width > 0)] = 0;
  }
  while (key + sum(others) > room) {
    const widest = Math.max(...others);
    others[others.indexOf(widest)] = widest - 1;
  }
  return [key, ...others];
}

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0);

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths = rows[0]!.map(() => GAP);
  for (const row of rows)
    for (const [at, cell] of row.entries())
      widths[at] = Math.max(widths[at]!, stripVTControlCharacters(cell).length + GAP);
  return widths;
}

/**
 * @param rows of escaped cells
 * @param widths of the columns; 0 leaves one out
 */
export function linesOf(rows: string[][], widths?: readonly number[]): Styled[] {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': GAP };
  const colWidths = widths?.filter((width) => width > 0);
  const table = new Table({ chars: { ...BARE, middle: '' }, style, ...(colWidths && { colWidths }) });
  table.push(...rows.map((row) => row.filter((_cell, at) => widths?.[at] !== 0)));
  if (rows.length === 0) return [];
  return table
    .toString()
    .split('\n')
    .map((line) => Styled.trusted(line.trimEnd()));
}
