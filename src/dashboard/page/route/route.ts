import { computed, signal } from '@preact/signals';
import { PAGE } from '../api/paths.js';

/** The views with a path of their own. */
const PATHS = {
  overview: '',
  workers: '/workers',
  map: '/map',
  zones: '/zones',
  versions: '/versions',
  hosts: '/hosts',
  capacity: '/capacity',
  operations: '/operations',
  events: '/events',
  reports: '/reports',
  wall: '/wall',
} as const;
export type Place = keyof typeof PATHS;

export type View =
  | { readonly name: Place }
  | { readonly name: 'worker'; readonly workerId: string }
  | { readonly name: 'nowhere' };

const address = signal(read());

/** The view that the address names. */
export const view = computed<View>(() => viewOf(address.value.path));

/** The query of the address: filters, columns, the time range of a chart. */
export const query = computed(() => new URLSearchParams(address.value.search));

/** Whether the reader came back to this address, so that its place is restored. */
export let isBack = false;

window.addEventListener('popstate', () => {
  isBack = true;
  address.value = read();
});

/** Navigates to an address of this page, below its path. @param replace adds no step to the browser history */
export function go(to: string, replace = false): void {
  if (to === hrefNow()) return;
  const elsewhere = new URL(to, location.href).pathname !== location.pathname;
  isBack = false;
  if (replace) history.replaceState(history.state, '', to);
  else history.pushState({ from: hrefNow() }, '', to);
  address.value = read();
  if (elsewhere) scrollTo(0, 0);
}

/** Goes back if the last step came from that address, and to that address otherwise. */
export function goBack(to: string): void {
  const { from } = (history.state ?? {}) as { from?: string };
  if (from === to) history.back();
  else go(to);
}

/** Changes the query only; empty values are removed from it. */
export function ask(changes: Readonly<Record<string, string>>, replace = true): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  go(withQuery(location.pathname, next), replace);
}

export const hrefOf = (place: Place, asked: Readonly<Record<string, string>> = {}): string =>
  withQuery(PAGE + PATHS[place], new URLSearchParams(asked));
export const overviewHref = hrefOf('overview');
export const eventsHref = hrefOf('events');
export const workerHref = (workerId: string): string => `${PAGE}/workers/${encodeURIComponent(workerId)}`;
export const workersHref = (filters: Readonly<Record<string, string>> = {}): string =>
  hrefOf('workers', filters);

function withQuery(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${query.toString().replaceAll('%2C', ',')}`;
}

export const hrefNow = (): string => location.pathname + location.search;

function read(): { path: string; search: string } {
  return { path: location.pathname.replace(/\/+$/, ''), search: location.search };
}

function viewOf(path: string): View {
  // The name of the events until it became that.
  if (path === `${PAGE}/journal`) return { name: 'events' };
  for (const name of Object.keys(PATHS) as Place[]) if (path === PAGE + PATHS[name]) return { name };
  const [, written] = /^\/workers\/([^/]+)$/.exec(path.slice(PAGE.length)) ?? [];
  const workerId = written === undefined ? undefined : decoded(written);
  return workerId === undefined ? { name: 'nowhere' } : { name: 'worker', workerId };
}

/** Decodes a text; returns undefined for malformed input such as `%zz`. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
