import { csvRow } from '../platform/text/csv.js';
import { visibleText } from '../platform/text/plain-text.js';

const MAX_CELL = 1000;

export type Cell = string | number | null;

/** A table of a report. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** A sentence below it: what is left out. */
  readonly note?: string;
}

/** A report for people. */
export interface ReportDocument {
  readonly title: string;
  /** Sentences above the tables. */
  readonly lines: readonly string[];
  readonly tables: readonly ReportTable[];
}

/** Names that differ in characters without a shape stay different. */
const plain = (text: string): string => visibleText(text, MAX_CELL);

export const csvOf = ({ columns, rows }: ReportTable): string =>
  [columns, ...rows].map((row) => csvRow(row, plain)).join('');

export function markdownOf({ title, lines, tables }: ReportDocument): string {
  const blocks = [`# ${title}`, ...lines.map(escaped), ...tables.map(tableText)];
  return `${blocks.join('\n\n')}\n`;
}

function tableText({ title, columns, rows, note }: ReportTable): string {
  const body =
    rows.length === 0 ? 'None.' : [columns, columns.map(() => '---'), ...rows].map(rowText).join('\n');
  return [`## ${title}`, body, ...(note === undefined ? [] : [escaped(note)])].join('\n\n');
}

const rowText = (cells: readonly Cell[]): string =>
  `| ${cells.map((cell) => (cell === '---' ? cell : escaped(String(cell ?? '–')))).join(' | ')} |`;

/** Names of workers and reasons are written by others: none of their characters may be markup. */
const escaped = (text: string): string => plain(text).replaceAll(/[\\`*_[\]<>|~#]/g, String.raw`\$&`);
