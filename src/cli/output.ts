import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import pc from 'picocolors';
import { visibleJson } from '../agent/visible.js';
import { commandLineEnvironment } from '../platform/config/command-line.js';
import { ansiOf, Styled, type Text } from './styled.js';

/** Colours a text; without colour support it only escapes the text. */
export type Paint = Readonly<Record<(typeof COLOURS)[number], (text: Text) => Styled>>;
export type Cell = Text | number | null | undefined;

const COLOURS = ['bold', 'dim', 'green', 'red', 'yellow', 'cyan'] as const;

/** Only spaces around and between the cells, so that ordinary tools can process them. */
const BARE = Object.fromEntries(
  [
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ]
    .flat()
    .map((part) => [part, '']),
);

/**
 * Writes for people, or for scripts with `--json`. Results go to standard output, everything else to standard error.
 * Workers choose their own names, so control characters in all strings are escaped here; only `Styled` text passes
 * unchanged.
 */
export class Output {
  readonly paint: Paint;

  constructor(readonly json: boolean) {
    // `isTTY` is undefined in a pipe, which picocolors treats as undecided: in CI it would use colours.
    const colours = pc.createColors(!(commandLineEnvironment().plain || !process.stdout.isTTY));
    this.paint = Object.fromEntries(
      COLOURS.map((name) => [name, (text: Text) => Styled.painted(text, colours[name])]),
    ) as Paint;
  }

  /** Writes one document. */
  document(value: unknown): void {
    process.stdout.write(`${visibleJson(JSON.stringify(value, undefined, 2))}\n`);
  }

  /** Writes one value per line (NDJSON). */
  record(value: unknown): void {
    process.stdout.write(`${visibleJson(JSON.stringify(value))}\n`);
  }

  line(text: Text): void {
    process.stdout.write(`${ansiOf(text)}\n`);
  }

  /** Writes a message besides the result. */
  note(text: Text): void {
    process.stderr.write(`${ansiOf(text)}\n`);
  }

  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void {
    for (const line of this.tableLines(head, rows)) this.line(line);
  }

  tableLines(head: readonly string[], rows: readonly (readonly Cell[])[]): Styled[] {
    const names = head.map((name) => this.paint.bold(name).ansi);
    const cells = [names, ...rows.map((row) => row.map(shown))];
    return linesOf(cells, process.stdout.isTTY ? fitting(cells, process.stdout.columns) : undefined);
  }

  /** Writes names with their values, one per line; omits missing values. */
  facts(facts: readonly (readonly [string, Cell])[]): void {
    const there = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
    const rows = there.map(([name, value]) => [this.paint.dim(name).ansi, shown(value)]);
    for (const line of linesOf(rows)) this.line(line);
  }

  /** Colours a status, health or outcome. */
  state(word: string): Styled {
    const { green, yellow, red, dim } = this.paint;
    if (/^(HEALTHY|PRESENT|ACTIVE|IDLE|BUSY|reached|created|new)$/.test(word)) return green(word);
    if (/^(FAILED|LOST|HOLDING|SPENT|ERROR|CRITICAL|critical|firing|failed)$/.test(word)) return red(word);
    if (word === 'INACTIVE' || word === 'LEFT' || word === 'EMPTY' || word === 'unchanged') return dim(word);
    return yellow(word);
  }
}

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
function linesOf(rows: string[][], colWidths?: number[]): Styled[] {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': GAP };
  const table = new Table({ chars: { ...BARE, middle: '' }, style, ...(colWidths && { colWidths }) });
  table.push(...rows);
  if (rows.length === 0) return [];
  return table
    .toString()
    .split('\n')
    .map((line) => Styled.trusted(line.trimEnd()));
}

function shown(value: Cell): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'number' ? String(value) : ansiOf(value);
}

/** Formats an age in the largest unit that fits: `12s`, `5m`, `3h`, `2d`. */
export function ago(moment: string | null | undefined, now = Date.now()): string | null {
  if (moment === null || moment === undefined) return null;
  const seconds = Math.max(0, Math.round((now - Date.parse(moment)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** Formats `10.0.1.15:9090`, `[::1]:9090`, or as much as is known. */
export function addressOf(worker: {
  hostAddress: string | null;
  hostName: string | null;
  port: number | null;
}): string | null {
  const host = worker.hostAddress ?? worker.hostName;
  if (host === null || worker.port === null) return host;
  return `${host.includes(':') ? `[${host}]` : host}:${worker.port}`;
}

/** Shown for a worker whose name several processes use. */
export const CONTESTED =
  'true: processes keep taking over the name from each other; give each its own workerId';
