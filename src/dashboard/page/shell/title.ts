import { useEffect } from 'preact/hooks';
import { view, type View } from '../route/route.js';

const TITLES: Readonly<Record<Exclude<View['name'], 'worker'>, string>> = {
  overview: 'Overview',
  workers: 'Workers',
  map: 'Fleet map',
  zones: 'Zones',
  versions: 'Versions',
  hosts: 'Hosts',
  events: 'Events',
  wall: 'Wall',
  nowhere: 'Not found',
};

/** Names the view in the title of the page. */
export function useTitle(): void {
  const shown = view.value;
  const title = shown.name === 'worker' ? shown.workerId : TITLES[shown.name];
  useEffect(() => {
    document.title = `${title} · Worker registration`;
  }, [title]);
}
