import type { EventPage } from '../api/types.js';

/**
 * The newest page joined to what was read before, which holds the events that the newest page no longer reaches. Where more
 * happened meanwhile than a page holds, nothing joins the two, and what was read before is let go: it is loaded again on demand.
 */
export function merged(before: EventPage | undefined, newest: EventPage): EventPage {
  if (before === undefined) return newest;
  const seen = new Set(newest.events.map(({ seq }) => seq));
  const older = before.events.filter(({ seq }) => !seen.has(seq));
  const joins = older.length < before.events.length || newest.nextCursor === null;
  if (!joins && before.events.length > 0) return newest;
  return { events: [...newest.events, ...older], nextCursor: before.nextCursor };
}
