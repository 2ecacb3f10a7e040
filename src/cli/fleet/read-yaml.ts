import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';
import { unreadable, type Fault, type Row, type Rows } from './rows.js';

/** Parses a YAML list of workers, or a map with a list `workers`; `<<` merges what workers have in common. */
export function readYaml(text: string): Rows {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0)
    return {
      rows: [],
      faults: document.errors.map(({ pos, code, message }) =>
        unreadable(lineOf(pos[0]), WORDS[code] ?? message),
      ),
    };
  const { contents } = document;
  // Only comments, or `{}`.
  if (contents === null || (isMap(contents) && contents.items.length === 0)) return { rows: [], faults: [] };
  const workers = isMap(contents) ? contents.get('workers', true) : contents;
  if (!isSeq(workers))
    return { rows: [], faults: [unreadable(1, 'Not a list of workers, and has no list `workers`')] };
  const values = workers.items.map((item) => (isNode(item) ? item : undefined));
  const rows: Row[] = [];
  const faults: Fault[] = [];
  for (const node of values) {
    const line = lineOf(node?.range?.[0] ?? 0);
    try {
      rows.push({ line, value: node?.toJS(document) });
    } catch (error) {
      // An alias without its anchor, or aliases that expand too much.
      const { message } = error as Error;
      faults.push(unreadable(line, /resource exhaustion/.test(message) ? TOO_MUCH : message));
    }
  }
  return { rows, faults };
}

const TOO_MUCH = 'Its values are nested too deeply, or its aliases expand to too many values';

/** Replaces messages that are meant for programmers. */
const WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'The file contains several YAML documents (---); put all workers into one list',
  RESOURCE_EXHAUSTION: TOO_MUCH,
};
