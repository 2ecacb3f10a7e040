import { CsvError, parse } from 'csv-parse/sync';
import { WORKER_FIELD_NAMES, WORKER_FIELDS } from '../../fleet/worker-fields.js';
import { dialectOf } from './delimiter.js';
import { unreadable, type Fault, type Row, type Rows } from './rows.js';

const columnsOf = (...types: readonly string[]): string[] =>
  WORKER_FIELD_NAMES.filter((name) => types.includes(WORKER_FIELDS[name].type));

const NUMBERS = new Set([...columnsOf('integer', 'double precision'), 'activeJobCount']);
const FLAGS = new Set(['expectOnline', 'force']);
const OBJECTS = new Set(columnsOf('jsonb'));

interface Parsed {
  readonly record: string[];
  readonly raw: string;
  readonly info: { readonly bytes: number };
}

/**
 * Parses CSV with a first line of field names; an empty cell is an omitted field, a row of empty cells is skipped. A
 * malformed row is a fault, and parsing continues at the next line: one stray quote would otherwise swallow the rest
 * of the file.
 * @param text with `\n` at the end of each line
 */
export function readCsv(text: string): Rows {
  const { delimiter, skippedLines } = dialectOf(text);
  const lines = recordsOf(bodyOf(text, skippedLines), delimiter, skippedLines + 1);
  const rows: Row[] = [];
  const faults: Fault[] = [];
  let head: string[] | undefined;
  for (const { line, cells: given, why } of lines) {
    const cells = withoutEnd(given);
    if (why !== undefined) faults.push(unreadable(line, why));
    else if (cells.length === 0) continue;
    else if (head === undefined) {
      head = cells;
      const twice = columnsTwice(head);
      if (twice.length > 0) return { rows: [], faults: twice.map((message) => unreadable(line, message)) };
    } else if (cells.length > head.length)
      faults.push(
        unreadable(line, `The row has ${cells.length} cells, but the header has ${head.length} fields`),
      );
    else rows.push({ line, value: objectOf(head, cells, delimiter) });
  }
  return { rows, faults };
}

function bodyOf(text: string, skippedLines: number): string {
  return skippedLines === 0 ? text : text.slice(text.indexOf('\n') + 1 || text.length);
}

/** Spreadsheets pad rows with empty cells. */
function withoutEnd(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

function columnsTwice(head: readonly string[]): string[] {
  return [...placesOf(head)]
    .filter(([name, columns]) => name !== '' && columns.length > 1)
    .map(
      ([name, columns]) =>
        `The column ${JSON.stringify(name)} appears ${columns.length} times (columns ${columns.join(', ')})`,
    );
}

function placesOf(head: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, name] of head.entries()) places.set(name, [...(places.get(name) ?? []), index + 1]);
  return places;
}

interface Line {
  readonly line: number;
  readonly cells: string[];
  readonly why?: string;
}

function* recordsOf(text: string, delimiter: string, firstLine: number): Generator<Line> {
  const bytes = Buffer.from(text);
  let line = firstLine;
  let from = 0;
  while (from < bytes.length) {
    const rest = bytes.subarray(from);
    const good: Parsed[] = [];
    let fault: CsvError | undefined;
    try {
      parse(rest, { ...OPTIONS, delimiter, on_record: (each: unknown) => void good.push(each as Parsed) });
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      fault = error;
    }
    for (const { record, raw } of good) {
      const before = /^\s*/.exec(raw)![0].split('\n').length - 1;
      yield { line: line + before, cells: record };
      line += raw.split('\n').length - 1;
    }
    if (fault === undefined) return;
    from += good.at(-1)?.info.bytes ?? 0;
    // Empty lines before the malformed one.
    while (bytes[from] === NEW_LINE) {
      line++;
      from++;
    }
    yield { line, cells: [], why: WORDS[fault.code] ?? 'The row is not CSV' };
    const end = bytes.indexOf(NEW_LINE, from);
    from = end < 0 ? bytes.length : end + 1;
    line++;
  }
}

const NEW_LINE = 0x0a;

const OPTIONS = {
  info: true,
  raw: true,
  trim: true,
  skip_empty_lines: true,
  relax_column_count: true,
  record_delimiter: '\n',
} as const;

const WORDS: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE:
    'A quoted cell continues after its closing quote; double the quotes inside a cell ("")',
  CSV_QUOTE_NOT_CLOSED: 'The quote of a cell is not closed',
  INVALID_OPENING_QUOTE: 'An unquoted cell contains a quote; quote the cell and double the quote ("")',
};

function objectOf(
  head: readonly string[],
  cells: readonly string[],
  delimiter: string,
): Record<string, unknown> {
  const filled = head
    .map((name, index) => [name, cells[index] ?? ''] as const)
    .filter(([, cell]) => cell !== '');
  return Object.fromEntries(filled.map(([name, cell]) => [name, valueOf(name, cell, delimiter)]));
}

/** Parses a number, flag or object; anything else stays text, so that the rules report what the field requires. */
function valueOf(name: string, cell: string, delimiter: string): unknown {
  if (name === 'activeJobs') return cell.split(',').map((job) => job.trim());
  if (NUMBERS.has(name)) return numberOf(cell, delimiter) ?? cell;
  if (FLAGS.has(name) && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  if (!OBJECTS.has(name)) return cell;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}

/** If the comma is not the delimiter, it is the decimal sign: 0,5. */
function numberOf(cell: string, delimiter: string): number | undefined {
  const text = delimiter !== ',' && /^-?\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell;
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}
