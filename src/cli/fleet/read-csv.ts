import { CsvError, parse } from 'csv-parse/sync';
import { unreadable, type Fault, type Row, type Rows } from './rows.js';

const NUMBERS = new Set([
  'port',
  'maxConcurrentJobs',
  'priorityThreshold',
  'workerLoadFactor',
  'activeJobCount',
]);
const FLAGS = new Set(['expectOnline', 'force']);
const OBJECTS = new Set(['reconnect']);

interface Parsed {
  readonly record: string[];
  readonly raw: string;
  readonly info: { readonly bytes: number };
}

/**
 * CSV with a first line of field names; an empty cell is a field left out. A row that cannot be read is a fault, and reading
 * goes on at the next line: one stray quote would swallow the rest of the file otherwise.
 */
export function readCsv(text: string): Rows {
  const rows: Row[] = [];
  const faults: Fault[] = [];
  let head: string[] | undefined;
  for (const { line, cells, why } of recordsOf(Buffer.from(text))) {
    if (why !== undefined) faults.push(unreadable(line, `It is not CSV: ${why}`));
    else if (head === undefined) head = cells;
    else if (cells.length > head.length)
      faults.push(
        unreadable(line, `It has ${cells.length} cells, and the first line names ${head.length} fields`),
      );
    else rows.push({ line, value: objectOf(head, cells) });
  }
  return { rows, faults };
}

interface Line {
  readonly line: number;
  readonly cells: string[];
  readonly why?: string;
}

function* recordsOf(bytes: Buffer): Generator<Line> {
  let line = 1;
  let from = 0;
  while (from < bytes.length) {
    const rest = bytes.subarray(from);
    const good: Parsed[] = [];
    let fault: CsvError | undefined;
    try {
      parse(rest, { ...OPTIONS, on_record: (each: unknown) => void good.push(each as Parsed) });
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
    // Empty lines before the one that is broken.
    while (bytes[from] === 0x0a || bytes[from] === 0x0d) line += bytes[from++] === 0x0a ? 1 : 0;
    yield { line, cells: [], why: fault.message.replace(/ at line \d+/, '') };
    const end = bytes.indexOf(0x0a, from);
    from = end < 0 ? bytes.length : end + 1;
    line++;
  }
}

const OPTIONS = {
  bom: true,
  info: true,
  raw: true,
  trim: true,
  skip_empty_lines: true,
  relax_column_count: true,
} as const;

function objectOf(head: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const filled = head
    .map((name, index) => [name, cells[index] ?? ''] as const)
    .filter(([, cell]) => cell !== '');
  return Object.fromEntries(filled.map(([name, cell]) => [name, valueOf(name, cell)]));
}

/** What is no number, flag or object is left as text: the rules then say what the field takes. */
function valueOf(name: string, cell: string): unknown {
  if (name === 'activeJobs') return cell.split(',').map((job) => job.trim());
  if (NUMBERS.has(name)) return Number.isNaN(Number(cell)) ? cell : Number(cell);
  if (FLAGS.has(name) && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  if (!OBJECTS.has(name)) return cell;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}
