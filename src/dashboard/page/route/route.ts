import { computed, signal } from '@preact/signals';

/** Where the page is served. */
const BASE = '/dashboard';

export type View =
  | { readonly name: 'overview' }
  | { readonly name: 'workers' }
  | { readonly name: 'worker'; readonly workerId: string }
  | { readonly name: 'journal' }
  | { readonly name: 'nowhere' };

const address = signal(read());

/** The view that the address bar names. */
export const view = computed<View>(() => viewOf(address.value.path));

/** What the address bar says beside it: filters, columns, the time of a chart. */
export const query = computed(() => new URLSearchParams(address.value.search));

window.addEventListener('popstate', () => {
  address.value = read();
});

/** Goes to an address of this page, below `/dashboard`. @param replace leaves no step back to where it was */
export function go(to: string, replace = false): void {
  if (to === hrefNow()) return;
  const elsewhere = new URL(to, location.href).pathname !== location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  address.value = read();
  if (elsewhere) scrollTo(0, 0);
}

/** Changes the query alone; empty values leave it. */
export function ask(changes: Readonly<Record<string, string>>, replace = true): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  go(withQuery(location.pathname, next), replace);
}

export const overviewHref = BASE;
export const journalHref = `${BASE}/journal`;
export const workerHref = (workerId: string): string => `${BASE}/workers/${encodeURIComponent(workerId)}`;
export const workersHref = (filters: Readonly<Record<string, string>> = {}): string =>
  withQuery(`${BASE}/workers`, new URLSearchParams(filters));

const withQuery = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : `${path}?${query.toString().replaceAll('%2C', ',')}`;

const hrefNow = (): string => location.pathname + location.search;

function read(): { path: string; search: string } {
  return { path: location.pathname.replace(/\/+$/, ''), search: location.search };
}

function viewOf(path: string): View {
  if (path === BASE) return { name: 'overview' };
  if (path === `${BASE}/workers`) return { name: 'workers' };
  if (path === journalHref) return { name: 'journal' };
  const [, written] = /^\/dashboard\/workers\/([^/]+)$/.exec(path) ?? [];
  const workerId = written === undefined ? undefined : decoded(written);
  return workerId === undefined ? { name: 'nowhere' } : { name: 'worker', workerId };
}

/** Undefined for what nobody could have written by the rules: `%zz`. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
