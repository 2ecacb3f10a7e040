import { useEffect } from 'preact/hooks';
import { outage } from '../live/connection.js';
import { view, type View } from '../route/route.js';
import type { Tone } from '../words/tones.js';
import { fleetState } from './fleet-state.js';

const TITLES: Readonly<Record<Exclude<View['name'], 'worker'>, string>> = {
  overview: 'Overview',
  workers: 'Workers',
  map: 'Fleet map',
  zones: 'Zones',
  versions: 'Versions',
  hosts: 'Hosts',
  capacity: 'Capacity',
  operations: 'Operations',
  events: 'Events',
  reports: 'Reports',
  wall: 'Wall',
  nowhere: 'Not found',
};

/** The icon stands on the bar of the browser, whose colours the page does not know. */
const FILLS: Readonly<Record<Tone, string>> = {
  ok: '#14803f',
  warn: '#c77700',
  bad: '#c62a21',
  rest: '#2456c9',
  info: '#2456c9',
  gone: '#6b7686',
};

/** Each state has a drawing of its own, besides its colour. */
const DRAWINGS: Readonly<Partial<Record<Tone, string>>> = {
  warn: 'M16 7v11M16 24v.5',
  bad: 'M9 9l14 14M23 9L9 23',
  gone: 'M8 16h16',
};
const PULSE = 'M5 17h5l3-8 5 14 3.5-9 1.5 3H27';

const iconOf = (tone: Tone): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${FILLS[tone]}"/><path d="${DRAWINGS[tone] ?? PULSE}" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  )}`;

/** Names the state of the fleet and the view in the title of the tab, and colours its icon. */
export function useTitle(): void {
  const shown = view.value;
  const place = shown.name === 'worker' ? shown.workerId : TITLES[shown.name];
  const isOut = outage.value !== undefined;
  const state = fleetState.value;
  const words = isOut ? '(?) no connection' : (state?.words ?? '');
  const tone = isOut ? 'gone' : (state?.tone ?? 'info');
  useEffect(() => {
    document.title = `${words === '' ? '' : `${words} · `}${place} · Worker registration`;
  }, [words, place]);
  useEffect(() => {
    document.querySelector<HTMLLinkElement>('link[rel=icon]')?.setAttribute('href', iconOf(tone));
  }, [tone]);
}
