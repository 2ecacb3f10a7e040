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
 * Computes column widths that fit a table to the terminal: truncates the widest columns, since wrapped lines break
 * the table.
 * @returns undefined if everything fits
 */
export function fitting(rows: readonly (readonly string[])[], columns: number): number[] | undefined {
  const widths = rows[0]!.map(() => GAP);
  for (const row of rows)
    for (const [at, cell] of row.entries())
      widths[at] = Math.max(widths[at]!, stripVTControlCharacters(cell).length + GAP);
  // Nothing follows the last one.
  let over = widths.reduce((sum, width) => sum + width, -columns - GAP);
  if (over <= 0) return undefined;
  for (; over > 0; over -= 1) {
    const widest = Math.max(...widths);
    if (widest <= LEAST_WIDTH) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** @param rows of escaped cells */
export function linesOf(rows: string[][], colWidths?: number[]): Styled[] {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': GAP };
  const table = new Table({ chars: { ...BARE, middle: '' }, style, ...(colWidths && { colWidths }) });
  table.push(...rows);
  if (rows.length === 0) return [];
  return table
    .toString()
    .split('\n')
    .map((line) => Styled.trusted(line.trimEnd()));
}
