import type { Renewal } from './store/renewal-row.js';

/** What a worker is asked to do with the answer to its heartbeat, derived from the order that it is under. */
export function commandsFor({ orderKind, presence }: Pick<Renewal, 'orderKind' | 'presence'>): string[] {
  if (presence === 'DEREGISTERED') return ['stop'];
  if (orderKind === null) return [];
  return [orderKind === 'DRAINING' ? 'drain' : 'maintenance'];
}
