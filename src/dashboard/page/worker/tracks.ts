import type { Health, Presence } from '../api/types.js';
import { HEALTH_TONES, HEALTH_WORDS, ORDER_WORDS, PRESENCE_WORDS, type Tone } from '../words/tones.js';

export type Track = 'presence' | 'health' | 'order' | 'incarnation';

/** The tracks of a timeline, from top to bottom. */
export const TRACKS: readonly { readonly name: Track; readonly word: string }[] = [
  { name: 'health', word: 'Health' },
  { name: 'presence', word: 'Presence' },
  { name: 'order', word: 'Order' },
  { name: 'incarnation', word: 'Process' },
];

const PRESENCE_TONES: Readonly<Record<Presence, Tone>> = {
  PRESENT: 'ok',
  EXPECTED: 'info',
  LOST: 'bad',
  LEFT: 'gone',
};

/** Returns the colour of a value; undefined for none. */
export function toneOfValue(track: Track, value: string | null): Tone | undefined {
  if (value === null) return undefined;
  if (track === 'health') return HEALTH_TONES[value as Health];
  if (track === 'presence') return PRESENCE_TONES[value as Presence];
  if (track === 'order') return value === 'DRAINING' ? 'rest' : 'info';
  // Neighbouring processes differ.
  return Number(value) % 2 === 0 ? 'info' : 'gone';
}

export function wordOfValue(track: Track, value: string | null): string {
  if (value === null) return track === 'order' ? 'No order' : 'No record';
  if (track === 'health') return HEALTH_WORDS[value as Health];
  if (track === 'presence') return PRESENCE_WORDS[value as Presence];
  if (track === 'order') return ORDER_WORDS[value as keyof typeof ORDER_WORDS];
  return `Process ${value}`;
}
