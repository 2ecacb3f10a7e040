import type { EventPage } from '../../src/dashboard/page/api/types.js';
import { merged } from '../../src/dashboard/page/journal/merged.js';

const page = (newest: number, oldest: number): EventPage => ({
  events: Array.from({ length: newest - oldest + 1 }, (_, index) => ({
    seq: String(newest - index),
    at: '2026-01-31T12:00:00Z',
    type: 'registered',
    id: null,
    workerId: null,
    actor: 'worker',
    subject: null,
    address: null,
    requestId: null,
    detail: {},
  })),
  nextCursor: oldest === 1 ? null : String(oldest),
});
const shown = (of: EventPage) => [of.events.map(({ seq }) => Number(seq)), of.nextCursor];

describe('The journal on the page', () => {
  it('loses no event that moves off the newest page', () => {
    expect(shown(merged(page(5, 3), page(7, 5)))).toEqual([[7, 6, 5, 4, 3], '3']);
  });

  it('shows no event twice if nothing is new', () => {
    expect(shown(merged(page(5, 3), page(5, 3)))).toEqual([[5, 4, 3], '3']);
  });

  it('starts over after more events than a page has, as a gap would be invisible', () => {
    expect(shown(merged(page(5, 3), page(12, 10)))).toEqual([[12, 11, 10], '10']);
  });
});
