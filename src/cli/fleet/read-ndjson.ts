import { unreadable, type Fault, type Row, type Rows } from './rows.js';

/** Parses one JSON object per line; skips empty lines. */
export function readNdjson(text: string): Rows {
  const rows: Row[] = [];
  const faults: Fault[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push({ line: index + 1, value: JSON.parse(line) });
    } catch (error) {
      faults.push(unreadable(index + 1, `Not JSON: ${(error as Error).message}`));
    }
  }
  return { rows, faults };
}
