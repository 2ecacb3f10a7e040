import { EVENT_RANGES } from './event-ranges.js';
import { USUAL_GROUPS } from '../words/events.js';

/** The filters of the journal; with the same names in the address and in the query of the API. */
const TEXTS = ['workerId', 'actor', 'type'] as const;

/** Returns the groups of the address: all but jobs unless chosen. */
export function groupsIn(search: URLSearchParams): string[] {
  const chosen = search.get('groups');
  return chosen === null ? [...USUAL_GROUPS] : chosen.split(',').filter(Boolean);
}

/** Returns the query of the API. A range that ends now begins at a full minute, so that the query stays the same. */
export function eventQueryOf(search: URLSearchParams): string {
  const query = new URLSearchParams();
  for (const name of TEXTS) {
    const value = search.get(name);
    if (value) query.set(name, value);
  }
  // With a type, the service would add its group.
  if (!query.has('type')) query.set('groups', groupsIn(search).join(','));
  const range = EVENT_RANGES[search.get('range') ?? ''];
  if (range !== undefined)
    query.set('from', new Date(Math.floor((Date.now() - range.ms) / 60_000) * 60_000).toISOString());
  for (const name of ['from', 'until'] as const) {
    const at = new Date(search.get(name) ?? '');
    if (!Number.isNaN(at.getTime())) query.set(name, at.toISOString());
  }
  return query.toString();
}
