import type { EventPage } from '../api/types.js';

/**
 * Joins the newest page to the older events that it no longer reaches. If more happened meanwhile than a page holds,
 * there is a gap between the two, and the older events are dropped: they are loaded again on demand.
 */
export function merged(before: EventPage | undefined, newest: EventPage): EventPage {
  if (before === undefined) return newest;
  const seen = new Set(newest.events.map(({ seq }) => seq));
  const older = before.events.filter(({ seq }) => !seen.has(seq));
  const joins = older.length < before.events.length || newest.nextCursor === null;
  if (!joins && before.events.length > 0) return newest;
  return { events: [...newest.events, ...older], nextCursor: before.nextCursor };
}
