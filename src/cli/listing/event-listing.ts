import type { EventDto } from '../../journal/dto/event.dto.js';
import { sentenceOf } from '../../journal/sentences.js';
import type { Listing } from './listing.js';

/** How events are listed. */
export const EVENTS: Listing<EventDto> = {
  key: 'events',
  nameOf: ({ seq }) => seq,
  none: 'No events.',
  columns: [
    { name: 'when', of: ({ at }) => at, shown: ({ at }, out) => out.formatTime(at) },
    { name: 'seq', of: ({ seq }) => seq, wide: true },
    { name: 'event', of: ({ type }) => type, wide: true },
    { name: 'group', of: ({ group }) => group, wide: true },
    { name: 'worker', of: ({ workerId }) => workerId },
    { name: 'id', of: ({ id }) => id, wide: true },
    { name: 'who', of: ({ actor }) => actor },
    { name: 'from', of: ({ address }) => address },
    { name: 'subject', of: ({ subject }) => subject, wide: true },
    { name: 'request', of: ({ requestId }) => requestId, wide: true },
    { name: 'what', of: sentenceOf },
    { name: 'detail', of: detailOf, wide: true },
  ],
};

function detailOf({ detail }: EventDto): string {
  return Object.keys(detail).length === 0 ? '' : JSON.stringify(detail);
}
