import { unreadable, type Fault, type Row, type Rows } from './rows.js';

const EMPTY = /^\s*\{\s*\}\s*$/;

/** A list, or an object with only a list `workers`. */
const BEGINNING = /^\s*(?:\{\s*"workers"\s*:\s*)?\[/;

/**
 * Parses a JSON list of workers. JSON.parse reports no lines, so the list is first split into its elements; a
 * malformed one does not affect the others.
 */
export function readJson(text: string): Rows {
  if (EMPTY.test(text)) return { rows: [], faults: [] };
  const begin = BEGINNING.exec(text);
  if (begin === null)
    return {
      rows: [],
      faults: [unreadable(1, 'Not a JSON list of workers, nor an object {"workers": […]}')],
    };
  const rows: Row[] = [];
  const faults: Fault[] = [];
  for (const { line, source } of elementsOf(text, begin[0].length)) {
    try {
      rows.push({ line, value: JSON.parse(source) });
    } catch (error) {
      faults.push(unreadable(line, `Not JSON: ${(error as Error).message}`));
    }
  }
  return { rows, faults };
}

interface Element {
  readonly line: number;
  readonly source: string;
}

/** Splits the list that begins at `start` into elements, each from its first character to before its comma. */
function elementsOf(text: string, start: number): Element[] {
  const elements: Element[] = [];
  let line = text.slice(0, start).split('\n').length;
  let first = { at: -1, line };
  let depth = 0;
  let inText = false;
  const end = (at: number): void => {
    if (first.at >= 0) elements.push({ line: first.line, source: text.slice(first.at, at) });
    first = { at: -1, line };
  };
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\n') line++;
    else if (inText) {
      if (character === '\\') at++;
      else if (character === '"') inText = false;
    } else if (depth === 0 && (character === ',' || character === ']')) {
      end(at);
      if (character === ']') return elements;
    } else if (character.trim() !== '') {
      if (first.at < 0) first = { at, line };
      if (character === '"') inText = true;
      else if (character === '{' || character === '[') depth++;
      else if (character === '}' || character === ']') depth--;
    }
  }
  // The list is not closed: its last element is malformed, or there is none.
  end(text.length);
  elements.push({ line, source: '' });
  return elements;
}
