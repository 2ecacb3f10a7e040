import pc from 'picocolors';
import { visibleJson } from '../agent/visible.js';
import { commandLineEnvironment } from '../platform/config/command-line.js';
import { isDocument, type Format } from './formats.js';
import { ansiOf, Styled, type Text } from './styled.js';
import { fitting, linesOf } from './tables.js';
import { ago, local, relative } from './times.js';
import { yamlOf } from './yaml-text.js';

/** Colours a text; without colour support it only escapes the text. */
export type Paint = Readonly<Record<(typeof COLOURS)[number], (text: Text) => Styled>>;
/** Width of a terminal that does not tell its own. */
const USUAL_WIDTH = 80;

export type Cell = Text | number | null | undefined;

const COLOURS = ['bold', 'dim', 'green', 'red', 'yellow', 'cyan'] as const;

/**
 * Writes for people, or for scripts with `--json`. Results go to standard output, everything else to standard error.
 * Workers choose their own names, so control characters in all strings are escaped here; only `Styled` text passes
 * unchanged.
 */
export class Output {
  readonly paint: Paint;
  /** Whether the answer is printed as it is, for programs. */
  readonly json: boolean;
  private readonly columns: number | undefined;

  constructor(readonly format: Format) {
    this.json = isDocument(format);
    const { plain, columns } = commandLineEnvironment();
    this.columns = columns;
    // `isTTY` is undefined in a pipe, which picocolors treats as undecided: in CI it would use colours.
    const colours = pc.createColors(!(plain || !process.stdout.isTTY));
    this.paint = Object.fromEntries(
      COLOURS.map((name) => [name, (text: Text) => Styled.painted(text, colours[name])]),
    ) as Paint;
  }

  /** Writes one document. */
  writeDocument(value: unknown): void {
    if (this.format === 'ndjson') return this.writeRecord(value);
    const text =
      this.format === 'yaml' ? yamlOf(value) : `${visibleJson(JSON.stringify(value, undefined, 2))}\n`;
    process.stdout.write(text);
  }

  /** Writes one of several values: a line of NDJSON, or a document of YAML. */
  writeRecord(value: unknown): void {
    process.stdout.write(
      this.format === 'yaml' ? `---\n${yamlOf(value)}` : `${visibleJson(JSON.stringify(value))}\n`,
    );
  }

  /** Writes text that is safe for a terminal already. */
  writeRaw(text: string): void {
    process.stdout.write(text);
  }

  writeLine(text: Text): void {
    process.stdout.write(`${ansiOf(text)}\n`);
  }

  /** Writes a message besides the result. */
  writeNote(text: Text): void {
    process.stderr.write(`${ansiOf(text)}\n`);
  }

  writeTable(head: readonly string[], rows: readonly (readonly Cell[])[]): void {
    for (const line of this.tableLines(head, rows)) this.writeLine(line);
  }

  tableLines(head: readonly string[], rows: readonly (readonly Cell[])[]): Styled[] {
    const names = head.map((name) => this.paint.bold(name).ansi);
    const cells = [names, ...rows.map((row) => row.map(shown))];
    const width = this.format === 'wide' ? undefined : this.lineWidth();
    return linesOf(cells, width === undefined ? undefined : fitting(cells, width));
  }

  /** Returns the width that lines should fit; undefined if they may have any. */
  lineWidth(): number | undefined {
    if (!process.stdout.isTTY) return this.columns;
    // Some terminals report a size of 0x0.
    return process.stdout.columns || this.columns || USUAL_WIDTH;
  }

  /** Formats a time: relative on a terminal, ISO 8601 elsewhere. */
  formatTime(moment: string | null | undefined): string | null {
    if (moment === null || moment === undefined) return null;
    if (!process.stdout.isTTY || Number.isNaN(Date.parse(moment))) return moment;
    return this.format === 'wide' ? local(moment) : relative(moment);
  }

  /** Formats a time as `time` does, but on a terminal as its age, which is shorter. */
  formatAge(moment: string | null | undefined): string | null {
    return process.stdout.isTTY && this.format !== 'wide' ? ago(moment) : this.formatTime(moment);
  }

  /** Formats a time for a line that stays: of the reader's zone on a terminal, ISO 8601 elsewhere. */
  formatClock(moment: string): string {
    return process.stdout.isTTY ? local(moment) : moment;
  }

  /** Formats a time with its age. */
  formatSince(moment: string | null | undefined): string | null {
    if (moment === null || moment === undefined) return null;
    return `${process.stdout.isTTY ? local(moment) : moment} (${relative(moment)})`;
  }

  /** Writes names with their values, one per line; omits missing values. */
  writeFacts(facts: readonly (readonly [string, Cell])[]): void {
    const there = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
    const rows = there.map(([name, value]) => [this.paint.dim(name).ansi, shown(value)]);
    for (const line of linesOf(rows)) this.writeLine(line);
  }

  /** Colours a status, health or outcome. */
  colourState(word: string): Styled {
    const { green, yellow, red, dim } = this.paint;
    if (/^(HEALTHY|PRESENT|ACTIVE|IDLE|BUSY|reached|created|new)$/.test(word)) return green(word);
    if (/^(FAILED|LOST|HOLDING|SPENT|ERROR|CRITICAL|critical|firing|failed)$/.test(word)) return red(word);
    if (word === 'INACTIVE' || word === 'LEFT' || word === 'EMPTY' || word === 'unchanged') return dim(word);
    return yellow(word);
  }
}

function shown(value: Cell): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'number' ? String(value) : ansiOf(value);
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
