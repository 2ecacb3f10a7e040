import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { go, hrefOf, type Place } from '../route/route.js';

/** The dialog of the frame that is open. */
export const opened = signal<'help' | 'palette' | undefined>(undefined);

/** The letter after `g` for each view. */
export const GO_KEYS: Readonly<Record<string, Place>> = {
  o: 'overview',
  w: 'workers',
  m: 'map',
  z: 'zones',
  v: 'versions',
  h: 'hosts',
  c: 'capacity',
  p: 'operations',
  e: 'events',
  r: 'reports',
};

/** The second key of a sequence has to follow within this time. */
const SEQUENCE_MS = 1500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;

/** The keys of the page: `?`, `Ctrl K`, and `g` with the letter of a view. */
export function useKeys(): void {
  useEffect(() => {
    let pressedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        opened.value = 'palette';
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = performance.now() - pressedAt < SEQUENCE_MS ? GO_KEYS[event.key] : undefined;
      pressedAt = event.key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY;
      if (place !== undefined) go(hrefOf(place));
      else if (event.key === '?') opened.value = 'help';
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
