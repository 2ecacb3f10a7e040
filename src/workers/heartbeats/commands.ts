import type { Renewal } from './store/renewal-row.js';

/** Returns what a worker should do, for the answer to its heartbeat, derived from its order. */
export function commandsFor({ orderKind, presence }: Pick<Renewal, 'orderKind' | 'presence'>): string[] {
  if (presence === 'LEFT') return ['stop'];
  if (orderKind === null) return [];
  return [orderKind === 'DRAINING' ? 'drain' : 'maintenance'];
}
