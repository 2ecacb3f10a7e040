import { computed, signal } from '@preact/signals';

/** The path of the page. */
const BASE = '/dashboard';

export type View =
  | { readonly name: 'overview' }
  | { readonly name: 'workers' }
  | { readonly name: 'worker'; readonly workerId: string }
  | { readonly name: 'journal' }
  | { readonly name: 'nowhere' };

const address = signal(read());

/** The view that the address names. */
export const view = computed<View>(() => viewOf(address.value.path));

/** The query of the address: filters, columns, the time range of a chart. */
export const query = computed(() => new URLSearchParams(address.value.search));

window.addEventListener('popstate', () => {
  address.value = read();
});

/** Navigates to an address of this page, below `/dashboard`. @param replace adds no step to the browser history */
export function go(to: string, replace = false): void {
  if (to === hrefNow()) return;
  const elsewhere = new URL(to, location.href).pathname !== location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  address.value = read();
  if (elsewhere) scrollTo(0, 0);
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

/** Decodes a text; returns undefined for malformed input such as `%zz`. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
