import type { FastifyReply } from 'fastify';
import { csvRow } from '../platform/text/csv.js';
import { visibleText } from '../platform/text/plain-text.js';
import { asked } from '../platform/validation/read-query.js';
import type { EventDto, EventPageDto } from './dto/event.dto.js';
import type { EventFormat } from './dto/list-events.query.js';

const MAX_CELL = 32_767; // What a cell of a spreadsheet holds.

const COLUMNS: readonly (keyof EventDto)[] = [
  'seq',
  'at',
  'type',
  'group',
  'id',
  'workerId',
  'actor',
  'subject',
  'address',
  'requestId',
  'detail',
];

const WRITERS: Readonly<Record<string, { type: string; write: (events: readonly EventDto[]) => string }>> = {
  ndjson: {
    type: 'application/x-ndjson; charset=utf-8',
    write: (events) => events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  },
  csv: {
    type: 'text/csv; charset=utf-8',
    write: (events) =>
      [COLUMNS, ...events.map((event) => COLUMNS.map((column) => event[column]))]
        .map((row) => csvRow(row, plain))
        .join(''),
  },
};

const plain = (text: string): string => visibleText(text, MAX_CELL);

/** Returns a page in the form that its query asks for; formats without a place for `nextCursor` link the next page. */
export function writtenPage(page: EventPageDto, query: object, reply: FastifyReply): EventPageDto | string {
  const writer = WRITERS[formatOf(query)];
  if (writer === undefined) return page;
  void reply.header('content-type', writer.type);
  if (page.nextCursor !== null)
    void reply.header('link', `<?${nextQuery(query, page.nextCursor)}>; rel="next"`);
  return writer.write(page.events);
}

/** The service has judged the query. */
const formatOf = ({ format = 'json' }: { format?: EventFormat }): string => format.trim().toLowerCase();

function nextQuery(query: object, cursor: string): string {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(asked(query)))
    if (name !== 'cursor') for (const each of [value].flat()) next.append(name, String(each));
  next.append('cursor', cursor);
  return next.toString();
}
