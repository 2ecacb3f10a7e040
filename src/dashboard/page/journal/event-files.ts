import type { JournalEvent } from '../api/types.js';
import { sentenceOf } from '../words/events.js';

const COLUMNS = ['at', 'type', 'workerId', 'id', 'actor', 'subject', 'address', 'requestId'] as const;

/** Returns events as CSV (RFC 4180), with the sentence of each and its detail as JSON. */
export const csvOf = (events: readonly JournalEvent[]): string =>
  [
    [...COLUMNS, 'sentence', 'detail'].join(','),
    ...events.map((event) =>
      [...COLUMNS.map((column) => event[column] ?? ''), sentenceOf(event), JSON.stringify(event.detail)]
        .map(cellOf)
        .join(','),
    ),
  ].join('\r\n') + '\r\n';

export const ndjsonOf = (events: readonly JournalEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** A text that a spreadsheet would take for a formula begins with an apostrophe: workers choose their names. */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
